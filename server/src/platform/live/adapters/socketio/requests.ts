// Owns what a browser may ask of the live feed: watch and unwatch, each validated, bounded and acknowledged.
import { type LiveAnswer, type LiveFacts, type LiveValues, liveRequests } from '@takt/model/api';
import { formatScope } from '@takt/model/plant';
import type { Socket } from 'socket.io';
import type { Log } from '../../../log/index.ts';
import { validate } from '../../../validation/index.ts';

export interface LiveLimits {
  /** Scopes one client may watch at once. */
  scopesPerSocket: number;
  /** Requests a client may make per second. */
  requestsPerSecond: number;
  /** Largest message a client may send, bytes. */
  requestBytes: number;
  /** Messages that may wait for a slow client before it is cut off; it comes back and gets current values. */
  waitingMessages: number;
}

export interface ServerEvents {
  values: (body: LiveValues) => void;
  facts: (body: LiveFacts) => void;
}
export type LiveSocket = Socket<
  Record<string, (body: unknown, acknowledge?: (answer: LiveAnswer) => void) => void>,
  ServerEvents
>;

export interface RequestSurroundings {
  limits: LiveLimits;
  log: Log;
  /** Undefined: the scope does not exist. */
  snapshot: (scope: string) => Promise<LiveValues | undefined>;
}

export function bindRequests(socket: LiveSocket, { limits, log, snapshot }: RequestSurroundings): void {
  const watching = new Set<string>();
  const allowed = requestBudget(limits.requestsPerSecond);

  const bind = (event: keyof typeof liveRequests, act: (scope: string) => LiveAnswer | Promise<LiveAnswer>) => {
    socket.on(event, async (body, acknowledge) => {
      const answer = typeof body === 'function' ? (body as (answer: LiveAnswer) => void) : acknowledge;
      if (typeof answer !== 'function') return;
      if (!allowed()) return answer({ ok: false, error: 'too_many_requests' });
      const checked = validate(liveRequests[event].body, body);
      if (checked.ok) return answer(await act(formatScope(checked.value.scope)));
      answer({ ok: false, error: checked.errors.map(({ field, reason }) => `${field} ${reason}`).join('; ') });
    });
  };

  bind('watch', async (scope) => {
    if (!watching.has(scope) && watching.size >= limits.scopesPerSocket) return { ok: false, error: 'too_many_scopes' };
    watching.add(scope);
    // Joined before the snapshot is taken, so that no value falls between the two.
    await socket.join(scope);
    try {
      const values = await snapshot(scope);
      if (values) return { ok: true, machines: values.machines };
    } catch (error) {
      // What comes from now on is still worth having.
      log.warn({ err: error, scope }, 'current values of a watched scope cannot be had');
      return { ok: true };
    }
    await leave(scope);
    return { ok: false, error: 'unknown_scope' };
  });
  bind('unwatch', async (scope) => {
    await leave(scope);
    return { ok: true };
  });

  async function leave(scope: string): Promise<void> {
    watching.delete(scope);
    await socket.leave(scope);
  }
}

function requestBudget(perSecond: number): () => boolean {
  let windowFrom = 0;
  let used = 0;
  return () => {
    const now = performance.now();
    if (now - windowFrom >= 1000) {
      windowFrom = now;
      used = 0;
    }
    used++;
    return used <= perSecond;
  };
}
