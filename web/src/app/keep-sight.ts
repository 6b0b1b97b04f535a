// Owns that a page follows what may be seen: a consent withdrawn, given or run out while it is open.
import { onScopeDispose, watch } from 'vue';
import { onDenied } from '../api/index.ts';
import { useLive } from '../live/index.ts';
import { usePlant } from '../plant/index.ts';

/** A tab that is looked at again asks anew, but not at every glance; nor at every answer that is denied. */
const pauseMs = 10_000;

export function keepSight(): void {
  const live = useLive();
  const plant = usePlant();
  let askedAt = Date.now();

  async function ask(): Promise<void> {
    askedAt = Date.now();
    await plant.refresh();
  }
  function askUnlessJustAsked(): void {
    if (!document.hidden && Date.now() - askedAt > pauseMs) void ask();
  }
  watch(
    () => live.withdrawnAt,
    async (at) => {
      if (at === undefined) return;
      await ask();
      // After the pages have let go of what may not be watched any more.
      live.rewatch();
    },
    { flush: 'post' },
  );
  watch(
    () => plant.agreed,
    (now, before) => {
      // Not everything that ends is watched.
      if (before.some((id) => !now.includes(id))) live.withdrawnAt ??= Date.now();
      live.rewatch();
    },
    { flush: 'post' },
  );
  document.addEventListener('visibilitychange', askUnlessJustAsked);
  onScopeDispose(onDenied(askUnlessJustAsked));
  onScopeDispose(() => document.removeEventListener('visibilitychange', askUnlessJustAsked));
}
