// Owns what became of one criterion, how far a subject is from recognition, and what of it is told to whom measured values are not.

export const outcomes = ['pass', 'fail', 'unknown'] as const;
export type CriterionOutcome = (typeof outcomes)[number];

export const resultOrigins = ['measured', 'declared', 'imported'] as const;
export type ResultOrigin = (typeof resultOrigins)[number];

/** Where a value is from, so that a page can lead there. */
export interface ResultSource {
  /** `equipment`, `figure`, `telemetry`, `effect`, `project`, `certificates`, or `none`. */
  kind: string;
  /** Of the record or project; of the plant's workshop where it is telemetry. */
  id: string | null;
  /** ISO dates it is about. */
  from: string | null;
  to: string | null;
  /** Such as `12/20`: pieces counted of pieces looked at. */
  detail: string | null;
}

/** What became of one criterion. */
export interface CriterionResult {
  criterion: string;
  outcome: CriterionOutcome;
  /** In the indicator's unit; null: nothing is known. */
  value: number | string | null;
  threshold: number | string;
  /** How the value is known. */
  origin: ResultOrigin | null;
  /** Where the value is from: a figure, the equipment list, days of facts, a project's effect, certificates. */
  source: ResultSource;
  /** Epoch ms of the value. */
  at: number | null;
  /** Why nothing is known, or why a value passes nothing, as a key for words. */
  reason: string | null;
}

/** Why nothing is known of a criterion, or why it fails whatever its value is. */
export const resultReasons = [
  'not_said',
  'no_equipment',
  'no_project',
  'no_start',
  'not_connected',
  'no_data',
  'indicator_gone',
  'not_comparable',
  'not_shared',
  'effect_not_shown',
  'effect_worse',
] as const;
export type ResultReason = (typeof resultReasons)[number];

export const noSource: ResultSource = { kind: 'none', id: null, from: null, to: null, detail: null };

/** What fails has to be changed; what is unknown only has to be shown. */
const weights: Readonly<Record<CriterionOutcome, number>> = { pass: 0, unknown: 1, fail: 2 };

export interface Distance {
  failed: number;
  unknown: number;
  /** 0: nothing is lacking. Each unknown criterion adds 1, each failed one 2. */
  distance: number;
}

export function distanceOf(results: readonly Pick<CriterionResult, 'outcome'>[]): Distance {
  const count = (outcome: CriterionOutcome) => results.filter((one) => one.outcome === outcome).length;
  const distance = results.reduce((sum, { outcome }) => sum + weights[outcome], 0);
  return { failed: count('fail'), unknown: count('unknown'), distance };
}

/** Whether telemetry says it: then it belongs to the enterprise, its outcome too. */
export function isMeasured({ origin, source, reason }: Pick<CriterionResult, 'origin' | 'source' | 'reason'>): boolean {
  return origin === 'measured' || source.kind === 'telemetry' || source.kind === 'effect' || reason === 'no_data';
}

/** For those to whom the enterprise does not show what is measured: neither value nor outcome, only that there is one. */
export function withoutMeasured(results: readonly CriterionResult[]): CriterionResult[] {
  return results.map((one) =>
    isMeasured(one)
      ? {
          criterion: one.criterion,
          outcome: 'unknown',
          value: null,
          threshold: one.threshold,
          origin: null,
          source: noSource,
          at: null,
          reason: 'not_shared',
        }
      : one,
  );
}

/** A letter for each result, in their order. */
export function outcomeLetters(results: readonly Pick<CriterionResult, 'outcome'>[]): string {
  return results.map(({ outcome }) => outcome[0]).join('');
}
