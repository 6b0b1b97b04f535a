// Owns reading for a page: one question, its newest answer, and whether that is still loading, refreshing, wrong or stale.
import { type ComputedRef, computed, onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue';
import { isAbort, isDenied } from './error.ts';

export interface QueryOptions<T> {
  /** Ask again so many ms after an answer, while the page is visible; may depend on the answer. */
  everyMs?: number | ((data: T | undefined) => number);
  /** What counts as an answer with nothing in it. Default: an empty array. */
  isEmpty?: (data: T) => boolean;
}

export type QueryStatus = 'idle' | 'loading' | 'error' | 'empty' | 'ready';

export interface Query<T> {
  /** The newest answer; kept while a newer one is on its way, and when that fails, but not when it is denied. */
  data: ShallowRef<T | undefined>;
  error: ShallowRef<unknown>;
  /** When `data` was answered, epoch ms. */
  answeredAt: ShallowRef<number | undefined>;
  /** `loading` and `error` only while there is nothing to show. */
  status: ComputedRef<QueryStatus>;
  /** A request is under way, be it the first or a later one. */
  fetching: ShallowRef<boolean>;
  /** What is shown answers an older question, or the last attempt failed. */
  stale: ComputedRef<boolean>;
  refetch: () => Promise<void>;
}

/**
 * Asks `load` whenever the key changes (compared by its JSON); a key of `undefined` asks nothing. A later question aborts an
 * earlier one.
 */
export function useQuery<K, T>(
  key: () => K | undefined,
  load: (key: K, signal: AbortSignal) => Promise<T>,
  options: QueryOptions<T> = {},
): Query<T> {
  const data = shallowRef<T>();
  const error = shallowRef<unknown>();
  const answeredAt = shallowRef<number>();
  const answeredKey = shallowRef<string>();
  const fetching = shallowRef(false);
  const current = computed(() => keyText(key()));
  let running: AbortController | undefined;

  async function refetch(): Promise<void> {
    const asked = key();
    running?.abort();
    if (asked === undefined) {
      fetching.value = false;
      return;
    }
    const mine = new AbortController();
    running = mine;
    fetching.value = true;
    const text = keyText(asked);
    try {
      const answer = await load(asked, mine.signal);
      if (running !== mine) return;
      data.value = answer;
      answeredAt.value = Date.now();
      answeredKey.value = text;
      error.value = undefined;
    } catch (cause) {
      if (running !== mine || isAbort(cause)) return;
      error.value = cause;
      // What may not be seen any more does not stand still.
      if (isDenied(cause)) data.value = undefined;
    } finally {
      if (running === mine) {
        fetching.value = false;
        askLater();
      }
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  function askLater(): void {
    clearTimeout(timer);
    const { everyMs } = options;
    if (everyMs === undefined) return;
    timer = setTimeout(
      () => {
        if (typeof document !== 'undefined' && document.hidden) askLater();
        else void refetch();
      },
      typeof everyMs === 'number' ? everyMs : everyMs(data.value),
    );
  }

  watch(current, () => void refetch(), { immediate: true });
  onScopeDispose(() => {
    clearTimeout(timer);
    running?.abort();
    running = undefined;
  });

  const isEmpty = options.isEmpty ?? ((value: T) => Array.isArray(value) && value.length === 0);
  const status = computed<QueryStatus>(() => {
    if (data.value !== undefined) return isEmpty(data.value) ? 'empty' : 'ready';
    if (error.value !== undefined) return 'error';
    return current.value === undefined ? 'idle' : 'loading';
  });
  const stale = computed(
    () => data.value !== undefined && (error.value !== undefined || answeredKey.value !== current.value),
  );
  return { data, error, answeredAt, status, fetching, stale, refetch };
}

function keyText(key: unknown): string | undefined {
  return key === undefined ? undefined : JSON.stringify(key);
}
