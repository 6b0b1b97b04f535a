// Owns that a page follows what may be seen: a consent withdrawn, given or run out while it is open.
import { onScopeDispose, watch } from 'vue';
import { useLive } from '../live/index.ts';
import { usePlant } from '../plant/index.ts';

/** A tab that is looked at again asks anew, but not at every glance. */
const glanceMs = 15_000;

export function keepSight(): void {
  const live = useLive();
  const plant = usePlant();
  let askedAt = Date.now();

  async function ask(): Promise<void> {
    askedAt = Date.now();
    await plant.refresh();
  }
  function glance(): void {
    if (!document.hidden && Date.now() - askedAt > glanceMs) void ask();
  }
  // The pages let go of what may not be watched first.
  watch(
    () => live.withdrawnAt,
    async (at) => {
      if (at === undefined) return;
      await ask();
      live.rewatch();
    },
    { flush: 'post' },
  );
  watch(
    () => plant.agreed,
    () => live.rewatch(),
    { flush: 'post' },
  );
  document.addEventListener('visibilitychange', glance);
  onScopeDispose(() => document.removeEventListener('visibilitychange', glance));
}
