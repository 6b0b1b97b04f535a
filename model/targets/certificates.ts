// Owns when a certificate counts: from the day it was issued until it is withdrawn or runs out.

/** ISO dates. */
export interface CertificateDates {
  issuedOn: string;
  withdrawnOn: string | null;
  validUntil: string | null;
  state: 'valid' | 'warned' | 'withdrawn' | 'expired';
}

/** Whether it is in force at the end of a day: valid or warned. Its last day of validity counts, the day of its withdrawal does not. */
export function isHeldOn({ issuedOn, withdrawnOn, validUntil, state }: CertificateDates, day: string): boolean {
  if (issuedOn > day) return false;
  if (validUntil !== null && validUntil < day) return false;
  if (withdrawnOn !== null) return withdrawnOn > day;
  // What was withdrawn or ran out on a day nobody wrote down counts never again.
  return state === 'valid' || state === 'warned' || (state === 'expired' && validUntil !== null);
}
