// Owns a plan as it is being written: what a form holds, what is suggested, what is wrong with it.
import type { ProjectEffect, RouteRequest } from '@takt/model/api';
import { addDays, type EffectPlan, type MeasuredIndicator, problemsOfPlan } from '@takt/model/effect';

export interface PlanDraft {
  baselineFrom: string;
  baselineTo: string;
  exclusionFrom: string;
  exclusionTo: string;
  afterTo: string;
  /** Percent. */
  coverage: number;
  indicators: MeasuredIndicator[];
  /** As it is written, points where it is a fraction; empty: not said. */
  expected: Partial<Record<MeasuredIndicator, number | ''>>;
  controlLines: string[];
  productMix: boolean;
}

export const absoluteIndicators: ReadonlySet<MeasuredIndicator> = new Set(['energy_per_good', 'output_per_hour']);
const inUnit = (indicator: MeasuredIndicator, value: number) =>
  absoluteIndicators.has(indicator) ? value : value / 100;
const written = (indicator: MeasuredIndicator, value: number) =>
  absoluteIndicators.has(indicator) ? value : Math.round(value * 1e4) / 100;

/** The plan there is, or two weeks of implementation and 60 days before. */
export function draftOf({ plan, project }: ProjectEffect): PlanDraft {
  const goLive = project.goLive ?? '';
  if (!plan)
    return {
      baselineFrom: addDays(goLive, -74),
      baselineTo: addDays(goLive, -15),
      exclusionFrom: addDays(goLive, -14),
      exclusionTo: goLive,
      afterTo: '',
      coverage: 80,
      indicators: ['oee'],
      expected: {},
      controlLines: [],
      productMix: true,
    };
  return {
    baselineFrom: plan.baseline.from,
    baselineTo: plan.baseline.to,
    exclusionFrom: plan.exclusion.from,
    exclusionTo: plan.exclusion.to,
    afterTo: plan.afterTo ?? '',
    coverage: Math.round(plan.minimumCoverage * 100),
    indicators: plan.indicators.map(({ indicator }) => indicator),
    expected: Object.fromEntries(
      plan.indicators.flatMap(({ indicator, expected }) =>
        expected === null ? [] : [[indicator, written(indicator, expected)]],
      ),
    ),
    controlLines: [...plan.controlLines],
    productMix: plan.productMix,
  };
}

export function bodyOf(draft: PlanDraft, revision: number | null): RouteRequest<'effect.plan'>['body'] {
  return {
    revision,
    baseline: { from: draft.baselineFrom, to: draft.baselineTo },
    exclusion: { from: draft.exclusionFrom, to: draft.exclusionTo },
    afterTo: draft.afterTo === '' ? null : draft.afterTo,
    minimumCoverage: draft.coverage / 100,
    indicators: draft.indicators.map((indicator) => {
      const value = draft.expected[indicator];
      return { indicator, expected: typeof value === 'number' ? inUnit(indicator, value) : null };
    }),
    controlLines: draft.controlLines,
    productMix: draft.productMix,
  };
}

export type Wrong = 'missing' | 'baselineFrom' | 'baselineTo' | 'exclusionTo' | 'afterTo' | 'coverage';

/** Fields that cannot be sent as they are. */
export function wrongIn(draft: PlanDraft, goLive: string, today: string): Set<Wrong> {
  const { baselineFrom, baselineTo, exclusionFrom, exclusionTo, coverage } = draft;
  const wrong = new Set<Wrong>();
  if ([baselineFrom, baselineTo, exclusionFrom, exclusionTo].includes('')) return wrong.add('missing');
  if (!(coverage >= 50 && coverage <= 100)) wrong.add('coverage');
  const fields: Record<string, Wrong> = {
    'baseline.from': 'baselineFrom',
    'baseline.to': 'baselineTo',
    'exclusion.to': 'exclusionTo',
    afterTo: 'afterTo',
  };
  const plan: EffectPlan = bodyOf(draft, null);
  for (const { field } of problemsOfPlan(plan, { goLive, today })) wrong.add(fields[field] ?? 'missing');
  return wrong;
}
