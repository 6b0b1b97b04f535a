// Owns telling those who look that facts changed: at most once a second for a scope.
import type { LivePublisher } from '../../platform/live/port.ts';
import type { PlantView } from '../plant-view.ts';
import { scopesOf } from './scopes.ts';

export interface FactsAnnouncer {
  start(): void;
  /** Facts of these machines changed from `from` on; those who watch are told within a second. */
  factsChanged(changes: readonly { machine: string; from: number }[]): void;
  close(): void;
}

const everyMs = 1000;
/** How long the news of a watch may be on its way, and what changed meanwhile is told once more. */
const momentMs = 5000;

export function createFactsAnnouncer({
  plant,
  publisher,
}: {
  plant: PlantView;
  publisher: LivePublisher;
}): FactsAnnouncer {
  const facts = new Map<string, number>();
  /** What changed within the last moment or two, and when. */
  let recent: { machine: string; from: number; at: number }[] = [];
  let announcedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  /** The first change is told at once, what follows within a second together. */
  function announce(): void {
    const now = performance.now();
    if (now - announcedAt < everyMs) return;
    if (facts.size > 0) announcedAt = now;
    for (const [scope, from] of facts) publisher.publishFacts(scope, { scope, from });
    facts.clear();
  }

  function note(scope: string, from: number): void {
    facts.set(scope, Math.min(from, facts.get(scope) ?? from));
  }

  function forgetOld(): void {
    const oldest = performance.now() - momentMs;
    if (recent.some(({ at }) => at < oldest)) recent = recent.filter(({ at }) => at >= oldest);
  }

  function isWithin(machine: string, scope: string): boolean {
    const view = plant.machine(machine);
    return view !== undefined && scopesOf(view).includes(scope);
  }

  publisher.onMissed((feed, scope, since) => {
    if (feed !== 'facts') return;
    if (since === 'unknown') note(scope, 0);
    else for (const { machine, from } of recent) if (isWithin(machine, scope)) note(scope, from);
  });
  return {
    start() {
      timer = setInterval(() => {
        forgetOld();
        announce();
      }, everyMs / 4);
    },
    factsChanged(changes) {
      const at = performance.now();
      for (const { machine, from } of changes) {
        const view = plant.machine(machine);
        if (!view) continue;
        recent.push({ machine, from, at });
        for (const scope of scopesOf(view)) if (publisher.watched('facts', scope)) note(scope, from);
      }
      announce();
    },
    close() {
      clearInterval(timer);
    },
  };
}
