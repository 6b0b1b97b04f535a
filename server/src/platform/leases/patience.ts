// Owns when a member takes what others let expire: not right after an outage it may have shared with them.
import { elapsedMs, type Moment } from './moment.ts';

/**
 * After an outage everybody comes back at about the same time, to rows that have all expired. Whoever was away itself waits a
 * little before it takes what others seem to have let expire, so that they find it as they left it.
 */
export function createPatience(longEnoughMs: number) {
  let since: Moment | undefined;
  let last: Moment | undefined;
  return {
    /** Called after each heartbeat that succeeded; whether they have followed one another for long enough. */
    reached(at: Moment): boolean {
      if (!since || !last || elapsedMs(last) > longEnoughMs) since = at;
      last = at;
      return elapsedMs(since) >= longEnoughMs;
    },
  };
}
