// Owns what a browser may ask of the live feed: watch and unwatch, each validated, bounded, permitted and acknowledged.
import {
  type Feed,
  feedPermission,
  feeds,
  type LiveAnswer,
  type LiveFacts,
  type LiveValues,
  type LiveWithdrawn,
  liveRequests,
} from '@takt/model/api';
import { formatScope, parseScope, type Scope } from '@takt/model/plant';
import type { Socket } from 'socket.io';
import type { Caller } from '../../../caller.ts';
import type { Log } from '../../../log/index.ts';
import { validate } from '../../../validation/index.ts';
import type { LiveAccess } from '../../access.ts';
import { roomOf } from '../../rooms.ts';

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
  withdrawn: (body: LiveWithdrawn) => void;
}
export type LiveSocket = Socket<
  Record<string, (body: unknown, acknowledge?: (answer: LiveAnswer) => void) => void>,
  ServerEvents
>;

export interface RequestSurroundings {
  limits: LiveLimits;
  log: Log;
  access: Pick<LiveAccess, 'disclose'>;
  /** Undefined: the scope does not exist. */
  snapshot: (scope: string) => Promise<LiveValues | undefined>;
}

/** What a socket is watching, and for whom. */
export interface Watcher {
  readonly caller: Caller;
  /** Goes on for the caller as it is now: what it may not be told any more, it is not told. */
  renew(caller: Caller): Promise<void>;
  disconnect(): void;
}

export function bindRequests(socket: LiveSocket, caller: Caller, surroundings: RequestSurroundings): Watcher {
  const { limits, log, access, snapshot } = surroundings;
  const watching = new Map<string, Set<Feed>>();
  const allowed = requestBudget(limits.requestsPerSecond);
  let current = caller;

  const bind = (event: keyof typeof liveRequests, act: (scope: Scope) => LiveAnswer | Promise<LiveAnswer>) => {
    socket.on(event, async (body, acknowledge) => {
      const answer = typeof body === 'function' ? (body as (answer: LiveAnswer) => void) : acknowledge;
      if (typeof answer !== 'function') return;
      if (!allowed()) return answer({ ok: false, error: 'too_many_requests' });
      const checked = validate(liveRequests[event].body, body);
      if (checked.ok) return answer(await act(checked.value.scope));
      answer({ ok: false, error: checked.errors.map(({ field, reason }) => `${field} ${reason}`).join('; ') });
    });
  };

  bind('watch', async (place) => {
    const scope = formatScope(place);
    if (!watching.has(scope) && watching.size >= limits.scopesPerSocket) return { ok: false, error: 'too_many_scopes' };
    const joined = watching.get(scope) ?? new Set<Feed>();
    watching.set(scope, joined);
    if (permitted(place).length > 0 && !(await disclosed(place))) {
      await leave(scope);
      return { ok: false, error: 'unavailable' };
    }
    // Once more: something may have been taken away, or the scope left, while the log was written.
    const mine = watching.get(scope) === joined ? permitted(place) : [];
    // Joined before the snapshot is taken, so that no value falls between the two.
    for (const feed of mine) await join(scope, feed, joined);
    if (mine.length === 0) {
      if (watching.get(scope) === joined) await leave(scope);
      return { ok: false, error: 'unknown_scope' };
    }
    if (!mine.includes('values')) return { ok: true };
    try {
      const values = await snapshot(scope);
      if (values) return { ok: true, machines: joined.has('values') ? values.machines : [] };
    } catch (error) {
      // What comes from now on is still worth having.
      log.warn({ err: error, scope }, 'current values of a watched scope cannot be had');
      return { ok: true };
    }
    await leave(scope);
    return { ok: false, error: 'unknown_scope' };
  });
  bind('unwatch', async (place) => {
    await leave(formatScope(place));
    return { ok: true };
  });

  function permitted(place: Scope): Feed[] {
    return feeds.filter((feed) => current.may(feedPermission(feed, place), place));
  }

  async function disclosed(place: Scope): Promise<boolean> {
    try {
      await access.disclose(current, place, socket.id);
      return true;
    } catch (error) {
      log.warn({ err: error }, 'a disclosure cannot be logged: nothing is shown');
      return false;
    }
  }

  async function join(scope: string, feed: Feed, joined: Set<Feed>): Promise<void> {
    joined.add(feed);
    await socket.join(roomOf(feed, scope));
  }

  async function leave(scope: string): Promise<void> {
    const joined = watching.get(scope);
    watching.delete(scope);
    for (const feed of joined ?? []) await socket.leave(roomOf(feed, scope));
  }

  async function withdraw(scope: string, feed: Feed, joined: Set<Feed>): Promise<void> {
    joined.delete(feed);
    await socket.leave(roomOf(feed, scope));
    socket.emit('withdrawn', { scope, feed });
  }

  return {
    get caller() {
      return current;
    },
    async renew(next) {
      current = next;
      for (const [scope, joined] of [...watching]) {
        const place = parseScope(scope);
        const may = permitted(place);
        const stays = may.length > 0 && (await disclosed(place)) ? may : [];
        for (const feed of [...joined]) if (!stays.includes(feed)) await withdraw(scope, feed, joined);
        if (joined.size === 0 && watching.get(scope) === joined) watching.delete(scope);
      }
    },
    disconnect: () => void socket.disconnect(true),
  };
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
