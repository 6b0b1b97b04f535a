// Owns what the metrics tell of leases, one series a kind.
import type { Metrics } from '../metrics/index.ts';
import type { LeaseEvent } from './holdings.ts';

export function createLeaseMetrics(metrics: Metrics, kind: string) {
  const held = metrics.gauge('takt_leases_held', 'Names this process holds', ['kind']);
  const members = metrics.gauge('takt_leases_members', 'Processes that share the names', ['kind']);
  const gained = metrics.counter('takt_leases_gained_total', 'Names gained', ['kind']);
  const lost = metrics.counter('takt_leases_lost_total', 'Names lost, by reason', ['kind', 'reason']);
  return {
    held: (count: number) => held.set({ kind }, count),
    members: (count: number) => members.set({ kind }, count),
    count(event: LeaseEvent): void {
      if (event === 'gained') gained.inc({ kind });
      else lost.inc({ kind, reason: event });
    },
  };
}
