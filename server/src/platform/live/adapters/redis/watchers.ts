// Owns what is known of who watches where: each process is believed until it says otherwise or falls silent.
import type { Missed } from '../../port.ts';
import type { Watching } from './watching.ts';

export interface Watchers {
  watched(scope: string): boolean;
  scopes(): string[];
  /** Scopes whose watchers may have missed something. */
  hear(said: Watching, now: number): [scope: string, since: Missed][];
  forgetGone(now: number): void;
  clear(): void;
}

interface Server {
  session: string;
  scopes: ReadonlySet<string>;
  heardAt: number;
}

/** Times are those of one monotonic clock, ms. */
export function createWatchers(goneAfterMs: number): Watchers {
  const servers = new Map<string, Server>();
  /** At how many processes each scope is watched. */
  const counts = new Map<string, number>();

  function add(scope: string, difference: 1 | -1): void {
    const count = (counts.get(scope) ?? 0) + difference;
    if (count === 0) counts.delete(scope);
    else counts.set(scope, count);
  }

  function forget(name: string, server: Server): void {
    servers.delete(name);
    for (const scope of server.scopes) add(scope, -1);
  }

  return {
    watched: (scope) => counts.has(scope),
    scopes: () => [...counts.keys()],
    hear({ server: name, session, scopes: said }, now) {
      const known = servers.get(name);
      const scopes = new Set(said);
      const unheard = [...scopes].filter((scope) => !counts.has(scope));
      if (known) forget(name, known);
      servers.set(name, { session, scopes, heardAt: now });
      for (const scope of scopes) add(scope, 1);
      if (known?.session === session) return unheard.map((scope) => [scope, 'moment']);
      return [...scopes].map((scope) => [scope, 'unknown']);
    },
    forgetGone(now) {
      for (const [name, server] of servers) if (now - server.heardAt > goneAfterMs) forget(name, server);
    },
    clear() {
      servers.clear();
      counts.clear();
    },
  };
}
