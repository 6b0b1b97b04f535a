// Owns how the result of an indicator is written: shares as points of percent, the rest in its own unit, with a sign.
import type { RouteResult } from '@takt/model/api';
import type { Translate } from '../../locales/keys.ts';
import { formatNumber } from '../../ui/format.ts';

export type EffectRow = RouteResult<'projects.effects'>['rows'][number];

const shares = new Set<EffectRow['indicator']>(['oee', 'availability', 'effectiveness', 'quality_ratio', 'fpy']);

export function sayFigure(value: number, { indicator, origin }: EffectRow, language: string, t: Translate): string {
  const sign = value > 0 ? '+' : '';
  if (shares.has(indicator)) return `${sign}${formatNumber(value * 100, language, 1)} ${t('common.units.points')}`;
  if (origin === 'declared') return `${sign}${formatNumber(value * 100, language, 1)} ${t('common.units.percent')}`;
  const unit = indicator === 'energy_per_good' ? 'whPerPiece' : 'perHour';
  return `${sign}${formatNumber(value, language, 1)} ${t(`common.units.${unit}`)}`;
}
