// Owns that the page follows the session: signed out here, in another tab or by the server, and back to where one was.
import { watch } from 'vue';
import type { Router } from 'vue-router';
import { onUnauthorized } from '../api/index.ts';
import { returnPath, useSession } from '../session/index.ts';

const channelName = 'takt.session';
/** A tab that is looked at again asks anew, but not at every glance. */
const glanceMs = 15_000;

export function keepSession(router: Router): void {
  const session = useSession();
  const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(channelName);
  let askedAt = Date.now();
  let told = false;

  async function ask(): Promise<void> {
    askedAt = Date.now();
    told = true;
    await session.refresh();
    told = false;
  }
  onUnauthorized(() => session.expire());
  tabs?.addEventListener('message', () => void ask());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && session.status === 'known' && Date.now() - askedAt > glanceMs) void ask();
  });

  watch(
    () => session.me?.id,
    (id, before) => {
      if (!told && session.status === 'known') tabs?.postMessage('changed');
      const here = router.currentRoute.value;
      // Loaded anew, so that nothing the person has seen stays in memory.
      if (session.leaving) return location.replace('/sign-in');
      if (before !== undefined && id === undefined && !here.meta.open && !here.meta.alone) {
        void router.replace({ name: 'sign-in', query: { to: here.fullPath } });
      }
      if (id === undefined) return;
      const to = returnPath(here.query.to);
      if (session.isForeign()) {
        if (here.meta.open) location.replace(to);
        else location.reload();
      } else if (here.name === 'sign-in') void router.replace(to);
    },
    { flush: 'sync' },
  );
}
