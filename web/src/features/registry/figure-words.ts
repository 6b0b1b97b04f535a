// Owns how declared figures are written: their unit, shares as per cent, yes and no.
import { type FigureIndicator, figureIndicators, figureRange } from '@takt/model/registry';
import type { Translate } from '../../locales/keys.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';

/** Decimals that are there, two at most. */
function shortNumber(value: number, language: string): string {
  return formatNumber(value, language, Number.isInteger(value) ? 0 : 2);
}

export function sayFigure(indicator: FigureIndicator, value: number, t: Translate, language: string): string {
  const unit = figureIndicators[indicator];
  if (unit === 'yes_no') return t(value === 1 ? 'registry.yes' : 'registry.no');
  if (unit === 'share') {
    const sign = figureRange(indicator).least < 0 && value > 0 ? '+' : '';
    return `${sign}${formatPercent(value, language).text}\u00a0%`;
  }
  return `${shortNumber(value, language)}\u00a0${t(`registry.units.${unit}`)}`;
}

/** As it is typed in, where a share is typed as per cent. */
export function readFigure(indicator: FigureIndicator, typed: string): number {
  const value = typed.trim() === '' ? Number.NaN : Number(typed.trim().replace(/[,\s]/g, ''));
  // 72.5 per cent are 0.725, and not what floating point makes of it.
  return figureIndicators[indicator] === 'share' ? Number((value / 100).toPrecision(12)) : value;
}

/** Undefined where it can be one. */
export function figureFault(indicator: FigureIndicator, value: number, t: Translate): string | undefined {
  if (Number.isNaN(value)) return t('registry.problems.number');
  const { least, most, whole } = figureRange(indicator);
  const factor = figureIndicators[indicator] === 'share' ? 100 : 1;
  if (value < least || value > most)
    return t('registry.problems.range', { least: least * factor, most: most * factor });
  return whole && !Number.isInteger(value) ? t('registry.problems.whole') : undefined;
}
