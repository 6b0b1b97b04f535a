// Owns what is known of who watches where: each process is believed until it says otherwise or falls silent.
import { type Feed, feeds } from '@takt/model/api';
import type { Missed } from '../../port.ts';
import type { Watching } from './watching.ts';

export interface Watchers {
  watched(feed: Feed, scope: string): boolean;
  scopes(feed: Feed): string[];
  /** What may have been missed, and of which scope. */
  hear(said: Watching, now: number): [feed: Feed, scope: string, since: Missed][];
  forgetGone(now: number): void;
  clear(): void;
}

interface Server {
  session: string;
  scopes: Readonly<Record<Feed, ReadonlySet<string>>>;
  heardAt: number;
}

/** Times are those of one monotonic clock, ms. */
export function createWatchers(goneAfterMs: number): Watchers {
  const servers = new Map<string, Server>();
  /** At how many processes each scope is watched. */
  const counts: Readonly<Record<Feed, Map<string, number>>> = { values: new Map(), facts: new Map() };

  function add(feed: Feed, scope: string, difference: 1 | -1): void {
    const count = (counts[feed].get(scope) ?? 0) + difference;
    if (count === 0) counts[feed].delete(scope);
    else counts[feed].set(scope, count);
  }

  function forget(name: string, server: Server): void {
    servers.delete(name);
    for (const feed of feeds) for (const scope of server.scopes[feed]) add(feed, scope, -1);
  }

  return {
    watched: (feed, scope) => counts[feed].has(scope),
    scopes: (feed) => [...counts[feed].keys()],
    hear({ server: name, session, ...said }, now) {
      const known = servers.get(name);
      const scopes = { values: new Set(said.values), facts: new Set(said.facts) };
      const all = feeds.flatMap((feed) => [...scopes[feed]].map((scope) => [feed, scope] as const));
      const unheard = all.filter(([feed, scope]) => !counts[feed].has(scope));
      if (known) forget(name, known);
      servers.set(name, { session, scopes, heardAt: now });
      for (const [feed, scope] of all) add(feed, scope, 1);
      if (known?.session === session) return unheard.map(([feed, scope]) => [feed, scope, 'moment']);
      return all.map(([feed, scope]) => [feed, scope, 'unknown']);
    },
    forgetGone(now) {
      for (const [name, server] of servers) if (now - server.heardAt > goneAfterMs) forget(name, server);
    },
    clear() {
      servers.clear();
      for (const feed of feeds) counts[feed].clear();
    },
  };
}
