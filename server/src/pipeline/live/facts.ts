// Owns telling those who look that facts changed: the first change at once, what follows within a second together.
import type { LivePublisher } from '../../platform/live/port.ts';
import type { PlantView } from '../plant-view.ts';
import { scopesOf } from './scopes.ts';

export interface FactsAnnouncer {
  /** Facts of these machines changed from `from` on; those who watch are told within a second. */
  changed(changes: readonly { machine: string; from: number }[]): void;
  close(): void;
}

const everyMs = 1000;

export function createFactsAnnouncer({ plant, live }: { plant: PlantView; live: LivePublisher }): FactsAnnouncer {
  const facts = new Map<string, number>();
  let announcedAt = Number.NEGATIVE_INFINITY;

  function announce(): void {
    const now = performance.now();
    if (now - announcedAt < everyMs) return;
    if (facts.size > 0) announcedAt = now;
    for (const [scope, from] of facts) live.publishFacts(scope, { scope, from });
    facts.clear();
  }

  const timer = setInterval(announce, everyMs / 4);
  return {
    changed(changes) {
      for (const { machine, from } of changes) {
        const view = plant.machine(machine);
        if (!view) continue;
        for (const scope of scopesOf(view)) {
          if (live.watched(scope)) facts.set(scope, Math.min(from, facts.get(scope) ?? from));
        }
      }
      announce();
    },
    close: () => clearInterval(timer),
  };
}
