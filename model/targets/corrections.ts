// Owns what a frozen month turned out to have been: the difference is a correction beside it, the month itself stays as it was.

/**
 * `registered_late`: more than was known then, by records written since. `withdrawn_back`: less, by what took effect in the past.
 * `changed`: both, or a record that counts elsewhere now.
 */
export const correctionReasons = ['registered_late', 'withdrawn_back', 'changed'] as const;
export type CorrectionReason = (typeof correctionReasons)[number];

export interface Recount {
  /** What was last known of the month. */
  before: number;
  /** What is counted of it now. */
  after: number;
  /** Of that, what was written down since. */
  recordedSince: number;
}

/** Undefined: it is as it was known. */
export function correctionOf({ before, after, recordedSince }: Recount): CorrectionReason | undefined {
  if (before === after) return undefined;
  if (after - before === recordedSince) return 'registered_late';
  return recordedSince === 0 && after < before ? 'withdrawn_back' : 'changed';
}
