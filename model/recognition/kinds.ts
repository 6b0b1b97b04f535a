// Owns what can be recognised, in which order levels follow one another, and what a criterion may look at, with its unit.

/** What a certificate counts as. 数字化车间, 智能工厂, and the national levels 基础级, 先进级, 卓越级, 领航级. */
export const recognitionKinds = [
  'digital_workshop',
  'smart_factory',
  'national_basic',
  'national_advanced',
  'national_excellent',
  'national_leading',
] as const;
export type RecognitionKind = (typeof recognitionKinds)[number];

/** Levels that build on one another, lowest first: whoever holds a higher one is taken to hold those below. */
export const nationalLevels = [
  'national_basic',
  'national_advanced',
  'national_excellent',
  'national_leading',
] as const satisfies readonly RecognitionKind[];

/** What a criterion looks at. `measured`: answered by telemetry; `registry`: by the equipment list; `figure`: declared with a document. */
export const criterionIndicators = {
  nc_rate: 'registry',
  key_process_nc_rate: 'registry',
  networked_rate: 'measured',
  upload_rate: 'measured',
  coverage: 'measured',
  mes_in_use: 'figure',
  investment_yuan: 'project',
  project_started_on: 'project',
  project_months: 'project',
  project_finished: 'project',
  digital_workshops: 'certificates',
  operating_cost_change: 'figure',
  productivity_change: 'effect',
  defect_rate_change: 'effect',
  energy_efficiency_change: 'effect',
  maturity_level: 'figure',
  lower_level_held: 'certificates',
} as const;
export type CriterionIndicator = keyof typeof criterionIndicators;

/** `share`: fraction of one; `change`: relative change as a fraction, −0.15 for fifteen percent less; `yes_no`: 1 or 0. */
export const criterionUnits = {
  nc_rate: 'share',
  key_process_nc_rate: 'share',
  networked_rate: 'share',
  upload_rate: 'share',
  coverage: 'share',
  mes_in_use: 'yes_no',
  investment_yuan: 'yuan',
  project_started_on: 'date',
  project_months: 'months',
  project_finished: 'yes_no',
  digital_workshops: 'count',
  operating_cost_change: 'change',
  productivity_change: 'change',
  defect_rate_change: 'change',
  energy_efficiency_change: 'change',
  maturity_level: 'level',
  lower_level_held: 'yes_no',
} as const satisfies Record<CriterionIndicator, string>;
export type CriterionUnit = (typeof criterionUnits)[CriterionIndicator];

export function isKnownIndicator(indicator: string): indicator is CriterionIndicator {
  return Object.hasOwn(criterionIndicators, indicator);
}

export const operators = ['>=', '<=', '>', '<', '='] as const;
export type Operator = (typeof operators)[number];
export const evidenceKinds = ['telemetry', 'registry', 'document', 'project', 'certificate'] as const;
/** When a criterion counts: for an application, for the yearly check of a certificate, or for both. */
export const appliesTo = ['application', 'recheck', 'both'] as const;

/** Levels that must be held before: undefined where a kind builds on none. */
export function levelBelow(kind: RecognitionKind): RecognitionKind | undefined {
  const levels: readonly RecognitionKind[] = nationalLevels;
  const at = levels.indexOf(kind);
  return at > 0 ? levels[at - 1] : undefined;
}

/** Whether a certificate of one kind says all that one of the other kind would. */
export function includesLevel(held: RecognitionKind, asked: RecognitionKind): boolean {
  const levels: readonly RecognitionKind[] = nationalLevels;
  return held === asked || (levels.includes(asked) && levels.indexOf(held) > levels.indexOf(asked));
}
