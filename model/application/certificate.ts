// Owns certificates: their states, their numbers, how long they are valid and when they are looked at again. Dates are ISO dates.

export const certificateStates = ['valid', 'warned', 'withdrawn', 'expired'] as const;
export type CertificateState = (typeof certificateStates)[number];

/** Those in force: they count. */
export const heldStates = ['valid', 'warned'] as const satisfies readonly CertificateState[];

export const checkOutcomes = ['passed', 'warned', 'withdrawn'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

/** Days before the end of a certificate from which on it may be applied for anew. */
export const renewalDays = 180;

/** Such as `CQ-DIGITAL-WORKSHOP-2026-0001`: scheme, year, and a sequence from 1 within both. */
export function certificateNumber(scheme: string, year: string, sequence: number): string {
  return `${scheme.toUpperCase()}-${year}-${String(sequence).padStart(4, '0')}`;
}

/** Such as `A-2026-000001`. */
export function applicationNumber(year: string, sequence: number): string {
  return `A-${year}-${String(sequence).padStart(6, '0')}`;
}

/** The same day so many months on; the last day of its month where it has no such day. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return isoDate(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

export function addDays(date: string, days: number): string {
  return isoDate(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000);
}

/** Last day on which a certificate is valid; null: without end. `years` may be a fraction, counted in months. */
export function validUntil(issuedOn: string, years: number | undefined): string | null {
  return years === undefined ? null : addDays(addMonths(issuedOn, Math.round(years * 12)), -1);
}

/**
 * The first anniversary of the issue that lies after a day, as long as the certificate is valid then: it is looked at again each
 * year. Null: not any more.
 */
export function nextCheck(issuedOn: string, after: string, until: string | null): string | null {
  let years = Math.max(1, Number(after.slice(0, 4)) - Number(issuedOn.slice(0, 4)));
  while (addMonths(issuedOn, years * 12) <= after) years++;
  const due = addMonths(issuedOn, years * 12);
  return until !== null && due > until ? null : due;
}

/** What a certificate is on a day, whether or not somebody has written down yet that it ended. */
export function stateOn(day: string, state: CertificateState, until: string | null): CertificateState {
  const held = state === 'valid' || state === 'warned';
  return held && until !== null && until < day ? 'expired' : state;
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
