// Owns the words of measured effect: indicators, which way is better, verdicts and the reasons there is none.

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
/** Those that say what the retrofit did. */
export const settledVerdicts = [
  'effective',
  'not_shown',
  'worse',
] as const satisfies readonly (typeof verdicts)[number][];
export type Verdict = (typeof verdicts)[number];

/** Why something is not measurable, or too early. */
export const unmeasurableReasons = [
  'no_plan',
  'not_connected',
  'no_go_live',
  /** The project went live outside of the window that was registered for it. */
  'go_live_moved',
  'no_data_before',
  'no_data_after',
  'few_days_before',
  'few_days_after',
  'low_coverage',
  'no_output',
  'no_quality_count',
  'no_inspection',
  'no_energy',
  'placebo_failed',
  'machines_changed',
  'workshop_moved',
  'not_shared',
] as const;
export type UnmeasurableReason = (typeof unmeasurableReasons)[number];

/** Why a day is in neither window's sums. */
export const leftOutReasons = ['implementation', 'not_scheduled', 'no_data', 'low_coverage', 'no_figure'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

/** Which comparison the verdict is about: the strictest that was registered and can be made. */
export const bases = ['before_after', 'product_mix', 'control'] as const;
export type Basis = (typeof bases)[number];
