// Owns how the result of an indicator is written: shares as points of percent, the rest in its own unit, with a sign.
import type { RouteResult } from '@takt/model/api';
import type { Translate } from '../../locales/keys.ts';
import { formatNumber } from '../../ui/format.ts';

export type EffectRow = RouteResult<'projects.effects'>['rows'][number];

const shares = new Set<EffectRow['indicator']>(['oee', 'availability', 'effectiveness', 'quality_ratio', 'fpy']);

export function sayFigure(value: number, { indicator }: EffectRow, language: string, t: Translate): string {
  const sign = value > 0 ? '+' : '';
  if (shares.has(indicator)) return `${sign}${formatNumber(value * 100, language, 1)} ${t('common.units.points')}`;
  const unit = indicator === 'energy_per_good' ? 'whPerPiece' : 'perHour';
  return `${sign}${formatNumber(value, language, 1)} ${t(`common.units.${unit}`)}`;
}

/** Of what the enterprise declares: by how much of what it was before; undefined where it says no two figures. */
export function declaredChange({ before, after }: EffectRow, language: string, t: Translate): string | undefined {
  if (before === null || after === null || before === 0) return undefined;
  const share = (after - before) / Math.abs(before);
  return `${share > 0 ? '+' : ''}${formatNumber(share * 100, language, 1)} ${t('common.units.percent')}`;
}
