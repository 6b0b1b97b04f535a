// Owns carrying changes of the plant to the fold: as a job, so that a store that does not answer now is asked again.
import type { Queue } from '../../platform/queue/port.ts';
import type { PlantChange, PlantChanges } from '../plant-view.ts';

const kind = 'plant_changes';
/** A job that was given up after many failures is put down again. */
const lookEveryMs = 60_000;

/** The job says only that there are open changes; which they are stands with the plant, where a crash loses none. */
export function createChangeJobs(queue: Queue, plant: PlantChanges, note: (change: PlantChange) => Promise<void>) {
  let noted = Promise.withResolvers<void>();
  queue.handle(kind, async () => {
    for (const change of await plant.openChanges()) {
      await note(change);
      await plant.settleChange(change.id);
    }
    noted.resolve();
    noted = Promise.withResolvers();
  });
  const look = () => queue.add(kind, 'open', null);
  queue.every(kind, lookEveryMs, async () => {
    if ((await plant.openChanges()).length > 0) await look();
  });
  return {
    /** Has open changes noted. */
    look,
    /** Resolves when no change is open. */
    async settled(): Promise<void> {
      for (;;) {
        const { promise } = noted;
        if ((await plant.openChanges()).length === 0) return;
        await promise;
      }
    },
  };
}
