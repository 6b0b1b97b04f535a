// Public surface of measured effect: before and after of a retrofit, with its interval and verdict.

/** Measured from daily facts. Which way is better: see {@link betterWhen}. */
export const measuredIndicators = [
  'oee',
  'availability',
  'effectiveness',
  'quality_ratio',
  'fpy',
  'energy_per_good',
  'output_per_hour',
] as const;
export type MeasuredIndicator = (typeof measuredIndicators)[number];

/** Declared by the enterprise, kept apart and marked. */
export const declaredIndicators = ['unit_cost', 'operating_cost', 'lead_time'] as const;
export type DeclaredIndicator = (typeof declaredIndicators)[number];
export type EffectIndicator = MeasuredIndicator | DeclaredIndicator;

export const betterWhen: Readonly<Record<EffectIndicator, 'higher' | 'lower'>> = {
  oee: 'higher',
  availability: 'higher',
  effectiveness: 'higher',
  quality_ratio: 'higher',
  fpy: 'higher',
  energy_per_good: 'lower',
  output_per_hour: 'higher',
  unit_cost: 'lower',
  operating_cost: 'lower',
  lead_time: 'lower',
};

export const verdicts = ['effective', 'not_shown', 'worse', 'too_early', 'not_measurable'] as const;
export type Verdict = (typeof verdicts)[number];

/** Why something is not measurable, or too early. */
export const unmeasurableReasons = [
  'no_plan',
  'not_connected',
  'no_go_live',
  'no_data_before',
  'no_data_after',
  'few_days_before',
  'few_days_after',
  'low_coverage',
  'no_output',
  'placebo_failed',
  'machines_changed',
  'workshop_moved',
  'not_shared',
] as const;
export type UnmeasurableReason = (typeof unmeasurableReasons)[number];
