// Owns the word between processes about which scopes are watched: said again and again, so that what is no longer said is forgotten.
import { z } from 'zod';
import type { Bus } from '../../../bus/port.ts';

const channel = 'watched';
const sayEveryMs = 3000;
/** A process whose word is missed twice has gone. */
const holdsMs = 3 * sayEveryMs;
const messageSchema = z.object({ scopes: z.array(z.string()) });

/** For the process the sockets end in. `say` tells of a new scope at once. */
export function createWatchWord(bus: Bus, watched: () => string[]): { say(scope: string): void; close(): void } {
  const timer = setInterval(() => {
    const scopes = watched();
    if (scopes.length > 0) bus.publish(channel, { scopes });
  }, sayEveryMs);
  timer.unref();
  return {
    say: (scope) => bus.publish(channel, { scopes: [scope] }),
    close: () => clearInterval(timer),
  };
}

/** For a process that has something to tell: what is watched anywhere. */
export async function hearWatched(bus: Bus): Promise<{ has(scope: string): boolean; all(): string[]; close(): void }> {
  const until = new Map<string, number>();
  const end = await bus.subscribe(channel, (message) => {
    const { data } = messageSchema.safeParse(message);
    const expiresAt = performance.now() + holdsMs;
    for (const scope of data?.scopes ?? []) until.set(scope, expiresAt);
  });
  const sweep = setInterval(() => {
    for (const [scope, expiresAt] of until) if (expiresAt < performance.now()) until.delete(scope);
  }, sayEveryMs);
  sweep.unref();
  return {
    has: (scope) => until.has(scope),
    all: () => [...until.keys()],
    close() {
      clearInterval(sweep);
      end();
    },
  };
}
