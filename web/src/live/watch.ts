// Owns watching from a component: rooms are left and listeners removed when the component goes.
import { onScopeDispose, watch } from 'vue';
import { useLive } from './store.ts';
import { throttle } from './throttle.ts';

const refetchEveryMs = 3000;

/** One scope, several, or none (yet). */
type Scopes = () => string | readonly string[] | undefined;

/** By its text, so that the same scopes listed anew are no change. */
const keyOf = (scopes: Scopes) => () => [scopes() ?? []].flat().join('\n');
const scopesIn = (key: string) => (key === '' ? [] : key.split('\n'));

/** Keeps the values of the scopes' machines flowing into the live store; follows the scopes when they change. */
function useWatch(scopes: Scopes): void {
  const live = useLive();
  watch(
    keyOf(scopes),
    (key, _before, onCleanup) => {
      for (const scope of scopesIn(key)) onCleanup(live.watch(scope));
    },
    { immediate: true },
  );
}

/** Watches scopes and calls `refetch` when their facts change or the connection heals, at most once in three seconds. */
export function useFactsSignal(scopes: Scopes, refetch: () => void): void {
  const live = useLive();
  useWatch(scopes);
  const soon = throttle(refetch, refetchEveryMs);
  watch(
    keyOf(scopes),
    (key, _before, onCleanup) => {
      for (const scope of scopesIn(key)) onCleanup(live.onFacts(scope, soon));
    },
    { immediate: true },
  );
  onScopeDispose(soon.cancel);
}
