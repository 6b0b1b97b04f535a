// Owns which time counts as stopped or waiting on the workshop page: what its list of stops is a share of.
import type { Facts } from '@takt/model/facts';

/** The categories `/api/v1/stops` lists, ms of machine time. */
export function stoppedMs(facts: Readonly<Facts>): number {
  return facts.downMs + facts.minorStopMs + facts.setupMs + facts.starvedMs + facts.blockedMs + facts.idleMs;
}
