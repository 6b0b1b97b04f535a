// Owns how a value of a criterion is written: in the unit of its indicator, in the language of the page.
import type { Translate } from '../locales/keys.ts';
import { formatNumber } from '../ui/format.ts';

/** Fractions in percent, yes and no as words; an indicator nobody knows is a plain number. */
export function criterionValue(
  indicator: string,
  value: number | string | null,
  { t, language }: { t: Translate; language: string },
): string {
  if (value === null) return t('applications.value.unknown');
  if (typeof value === 'string') return value;
  if (/_rate$|_change$|^coverage$/.test(indicator)) return `${formatNumber(value * 100, language, 1)}\u00a0%`;
  if (indicator.endsWith('_yuan')) return `¥\u00a0${formatNumber(value, language)}`;
  if (/_in_use$|_finished$|_held$/.test(indicator)) return t(`applications.value.${value === 0 ? 'no' : 'yes'}`);
  const count = formatNumber(value, language, Number.isInteger(value) ? 0 : 2);
  if (indicator.endsWith('_months')) return t('applications.value.months', { count });
  if (indicator.endsWith('_level')) return t('applications.value.level', { count });
  return count;
}

const signs: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤' };

/** As it is written by hand. */
export function operatorSign(operator: string | null): string {
  return operator === null ? '' : (signs[operator] ?? operator);
}
