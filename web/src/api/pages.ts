// Owns a list that is read page by page, newest first: the first page with the question, older ones on demand.
import { type ComputedRef, computed, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue';
import { type Query, useQuery } from './query.ts';

export interface Pages<R> {
  /** The first page. */
  query: Query<R[]>;
  rows: ComputedRef<R[]>;
  /** Whether there may be older ones. */
  more: ComputedRef<boolean>;
  busy: Ref<boolean>;
  /** Of loading older ones. */
  error: ShallowRef<unknown>;
  older(): Promise<void>;
}

/** `load` answers `size` rows before the row with the given id, or the newest ones; fewer mean that there are no older ones. */
export function usePages<K, R extends { id: number }>(
  key: () => K | undefined,
  load: (key: K, before: number | undefined, signal?: AbortSignal) => Promise<R[]>,
  size: number,
): Pages<R> {
  const query = useQuery(key, (asked, signal) => load(asked, undefined, signal));
  const further = shallowRef<R[]>([]);
  const ended = ref(false);
  const busy = ref(false);
  const error = shallowRef<unknown>();
  const rows = computed(() => [...(query.data.value ?? []), ...further.value]);
  watch(query.data, () => {
    further.value = [];
    ended.value = false;
    error.value = undefined;
  });

  async function older(): Promise<void> {
    const asked = key();
    const first = query.data.value;
    const before = rows.value.at(-1)?.id;
    if (busy.value || asked === undefined || before === undefined) return;
    busy.value = true;
    error.value = undefined;
    try {
      const page = await load(asked, before);
      // The question changed meanwhile: its own first page is shown.
      if (query.data.value !== first) return;
      further.value = [...further.value, ...page];
      ended.value = page.length < size;
    } catch (cause) {
      error.value = cause;
    } finally {
      busy.value = false;
    }
  }

  const more = computed(() => !ended.value && (query.data.value?.length ?? 0) >= size);
  return { query, rows, more, busy, error, older };
}
