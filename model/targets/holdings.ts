// Owns from when to when something counts towards a plan, and how much counted on any day, of months past too.
import type { TargetIndicator } from './indicators.ts';

/** ISO dates. */
export interface CertificateDates {
  issuedOn: string;
  withdrawnOn: string | null;
  validUntil: string | null;
  state: 'valid' | 'warned' | 'withdrawn' | 'expired';
}

/** Counts from the day `from` on and no more from the day `until` on; null: it still does. */
export interface Span {
  from: string;
  until: string | null;
}

export interface Holding extends Span {
  region: string;
  indicator: TargetIndicator;
  count: number;
}

/**
 * A certificate counts while it is valid or warned: its last day of validity does, the day of its withdrawal does not. Undefined:
 * never, as what was withdrawn or ran out on a day nobody wrote down.
 */
export function certificateSpan({ issuedOn, withdrawnOn, validUntil, state }: CertificateDates): Span | undefined {
  const ends = [withdrawnOn, validUntil === null ? null : dayAfter(validUntil)].filter((day) => day !== null);
  const until = ends.sort()[0] ?? null;
  if (until === null && (state === 'withdrawn' || state === 'expired')) return undefined;
  return { from: issuedOn, until };
}

/** What happens on a day counts until the year is over. */
export function yearSpan(day: string): Span {
  return { from: day, until: `${Number(day.slice(0, 4)) + 1}-01-01` };
}

/** How much counted at the end of each day, by indicator and region. `days` ascending. */
export function countOn(holdings: Iterable<Holding>, days: readonly string[]): Counts {
  const counts = new Map<TargetIndicator, Map<string, number[]>>();
  for (const { region, indicator, from, until, count } of holdings) {
    const byRegion = counts.get(indicator) ?? new Map<string, number[]>();
    counts.set(indicator, byRegion);
    const held = byRegion.get(region) ?? days.map(() => 0);
    byRegion.set(region, held);
    for (let index = days.length - 1; index >= 0; index--) {
      const day = days[index] ?? '';
      if (day < from) break;
      if (until === null || day < until) held[index] = (held[index] ?? 0) + count;
    }
  }
  return counts;
}
export type Counts = ReadonlyMap<TargetIndicator, ReadonlyMap<string, readonly number[]>>;

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
