// Owns carrying changes of the plant to the fold: as jobs, so that a store that does not answer now is asked again.
import { randomUUID } from 'node:crypto';
import type { Queue } from '../../platform/queue/port.ts';
import type { PlantChange } from '../plant-view.ts';

const kind = 'plant_change';

export function createChangeJobs(queue: Queue, note: (change: PlantChange) => Promise<void>) {
  const open = new Map<string, PromiseWithResolvers<void>>();
  queue.handle(kind, async ({ payload }) => {
    const { key, change } = payload as { key: string; change: PlantChange };
    await note(change);
    open.get(key)?.resolve();
    open.delete(key);
  });
  return {
    async add(change: PlantChange): Promise<void> {
      const key = randomUUID();
      open.set(key, Promise.withResolvers<void>());
      await queue.add(kind, key, { key, change });
    },
    /** Resolves when every change of this process so far is noted. */
    async settled(): Promise<void> {
      await Promise.all([...open.values()].map(({ promise }) => promise));
    },
  };
}
