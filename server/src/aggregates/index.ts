// Public surface of aggregates: sums over the enterprises that agreed to be counted, small groups suppressed.
import type { Handlers } from '../platform/http/index.ts';
import { type Outcome, refuse } from '../platform/outcome.ts';

export function aggregateRoutes(): Handlers<'aggregates.query'> {
  const later = async (): Promise<Outcome<never>> => refuse('unavailable', 'not there yet');
  return { 'aggregates.query': later };
}
