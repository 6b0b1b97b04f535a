// Owns watching from a component: rooms are left and listeners removed when the component goes.
import { onScopeDispose, watch } from 'vue';
import { useLive } from './store.ts';
import { throttle } from './throttle.ts';

const refetchEveryMs = 3000;

/** Keeps the values of a scope's machines flowing into the live store; follows the scope when it changes. */
function useWatch(scope: () => string | undefined): void {
  const live = useLive();
  watch(
    scope,
    (wanted, _before, onCleanup) => {
      if (wanted !== undefined) onCleanup(live.watch(wanted));
    },
    { immediate: true },
  );
}

/** Watches a scope and calls `refetch` when its facts change or the connection heals, at most once in three seconds. */
export function useFactsSignal(scope: () => string | undefined, refetch: () => void): void {
  const live = useLive();
  useWatch(scope);
  const soon = throttle(refetch, refetchEveryMs);
  watch(
    scope,
    (wanted, _before, onCleanup) => {
      if (wanted !== undefined) onCleanup(live.onFacts(wanted, soon));
    },
    { immediate: true },
  );
  onScopeDispose(soon.cancel);
}
