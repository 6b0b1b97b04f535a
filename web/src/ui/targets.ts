// Owns how figures of plans are written: counts and shares, whether a plan is met, and where the figure's list is.
import type { RouteResult } from '@takt/model/api';
import { countedBy, isShare, type TargetIndicator } from '@takt/model/targets';
import type { LocationQueryRaw } from 'vue-router';
import type { Translate } from '../locales/keys.ts';
import { formatNumber } from './format.ts';

type Target = RouteResult<'targets.list'>['rows'][number];

/** A count, or a share in percent. */
export function sayFigure(indicator: TargetIndicator, value: number | null, language: string, none: string): string {
  if (value === null) return none;
  return isShare(indicator) ? `${formatNumber(value * 100, language, 1)}\u00a0%` : formatNumber(value, language);
}

export function sayForecast(
  { indicator, forecast }: Pick<Target, 'indicator' | 'forecast'>,
  language: string,
  t: Translate,
) {
  if (forecast.kind === 'none') return { text: t('targets.none'), range: undefined, hint: undefined };
  if (forecast.kind === 'few') {
    const { stage, seen, needed } = forecast;
    const hint = t('targets.few', { stage: sayStage(stage, t), seen, needed });
    return { text: t('targets.fewShort'), range: undefined, hint };
  }
  const say = (value: number) => sayFigure(indicator, value, language, '');
  const { median, low, high } = forecast;
  return {
    text: say(median),
    range: t('targets.range', { low: say(low), high: say(high) }),
    hint: t('targets.rangeHint'),
  };
}

const stages = [
  'district_review',
  'city_decision',
  'approval',
  'diagnosis',
  'plan',
  'implementation',
  'trial_run',
  'acceptance',
  'closed',
] as const;

function sayStage(stage: string, t: Translate): string {
  const known = stages.find((one) => one === stage);
  return known ? t(`targets.stages.${known}`) : stage;
}

export interface Drill {
  to: string;
  query: LocationQueryRaw;
}

/** The list an achieved figure is made of. `district` undefined: of the whole city. */
export function achievedList(indicator: TargetIndicator, district: string | undefined, year: number): Drill {
  const counted = countedBy[indicator];
  const where = district === undefined ? {} : { district };
  if (counted.of === 'certificates')
    return { to: 'certificates', query: { countsAs: counted.countsAs, state: 'held', ...where } };
  if (counted.of === 'equipment') return { to: 'registry', query: where };
  const moment = counted.moment === 'closed' ? 'closedIn' : 'approvedIn';
  return { to: 'projects', query: { view: 'table', [moment]: String(year), ...where } };
}

/** The list of what is under way towards it. */
export function pipelineList(indicator: TargetIndicator, district: string | undefined): Drill {
  const counted = countedBy[indicator];
  const where = district === undefined ? {} : { district };
  if (counted.of === 'certificates') return { to: 'applications', query: { countsAs: counted.countsAs, ...where } };
  if (counted.of === 'projects' && counted.moment === 'approved')
    return { to: 'projects', query: { view: 'table', approval: 'submitted', ...where } };
  return { to: 'projects', query: { view: 'board', ...where } };
}
