// Owns how effects are put into words: numbers with their units, and the sentence anybody can read.
import type { SentMeasuredEffect } from '@takt/model/api';
import type { EffectIndicator, MeasuredIndicator } from '@takt/model/effect';
import { useText } from '../../locales/i18n.ts';
import { useRegions } from '../../region/index.ts';
import { formatNumber, formatPercent, formatTime } from '../../ui/format.ts';

const absolute: ReadonlySet<EffectIndicator> = new Set(['energy_per_good', 'output_per_hour']);

export function useEffectWords() {
  const { t, language } = useText();
  const regions = useRegions();
  const digitsOf = (indicator: MeasuredIndicator, value: number) => {
    if (!absolute.has(indicator)) return 1;
    return Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  };
  const unitOf = (indicator: MeasuredIndicator, change: boolean) => {
    if (indicator === 'energy_per_good') return t('common.units.whPerPiece');
    if (indicator === 'output_per_hour') return t('common.units.perHour');
    return t(change ? 'common.units.points' : 'common.units.percent');
  };
  const shown = (indicator: MeasuredIndicator, value: number) => (absolute.has(indicator) ? value : value * 100);
  /** Without its unit; `like`: a value with whose decimals it is written. */
  const number = (indicator: MeasuredIndicator, value: number, like = value) =>
    formatNumber(shown(indicator, value), language.value, digitsOf(indicator, shown(indicator, like)));
  const quantity = (indicator: MeasuredIndicator, value: number, change = false) =>
    t('effect.quantity', { value: number(indicator, value), unit: unitOf(indicator, change) });
  const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text);
  const percent = (fraction: number | null) => {
    if (fraction === null) return t('common.none');
    const { text } = formatPercent(fraction, language.value);
    return `${text}${t('common.units.percent')}`;
  };
  const change = (indicator: MeasuredIndicator, value: number) => signed(quantity(indicator, value, true), value);

  return {
    quantity,
    change,
    percent,
    number,
    name: (indicator: EffectIndicator) => t(`effect.indicators.${indicator}`),
    moment: (at: number) => formatTime(at, 'dateTime', regions.timeZone, language.value),
    interval: (indicator: MeasuredIndicator, { value, low, high }: { value: number; low: number; high: number }) =>
      t('effect.interval', {
        value: quantity(indicator, value),
        low: number(indicator, low, value),
        high: number(indicator, high, value),
      }),
    sentence(one: SentMeasuredEffect): string | undefined {
      const { indicator, effect, daysBefore, daysAfter } = one;
      if (!effect) return undefined;
      const based = t('effect.sentence.based', {
        before: daysBefore,
        after: daysAfter,
        coverage: percent(one.coverage),
      });
      const clear = effect.low > 0 || effect.high < 0;
      const down = clear && effect.high < 0;
      const [low, high] = down ? [-effect.high, -effect.low] : [effect.low, effect.high];
      const values = {
        indicator: t(`effect.indicators.${indicator}`),
        amount: clear ? quantity(indicator, Math.abs(effect.value), true) : change(indicator, effect.value),
        low: number(indicator, low, effect.value),
        high: number(indicator, high, effect.value),
        based,
      };
      return t(`effect.sentence.${clear ? (down ? 'down' : 'up') : 'unclear'}`, values);
    },
  };
}
