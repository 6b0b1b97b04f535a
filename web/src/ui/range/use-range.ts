// Owns a page's range: kept in its address, so that a link shows the same and a wall screen follows the present.
import { type ComputedRef, computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useNow } from '../clock.ts';
import { type Range, type RangeChoice, readChoice, resolveRange, type ShiftSpan, writeChoice } from './choice.ts';

/** `shifts` is needed by pages that offer shifts; undefined while they are not known. */
export function useRange(
  fallback: RangeChoice,
  timeZone: () => string,
  shifts: () => readonly ShiftSpan[] | undefined = () => [],
): { choice: WritableComputedRef<RangeChoice>; range: ComputedRef<Range | undefined> } {
  const route = useRoute();
  const router = useRouter();
  const now = useNow(15_000);
  const choice = computed<RangeChoice>({
    get: () => readChoice(route.query.range, fallback),
    set: (chosen) => {
      void router.replace({ query: { ...route.query, range: writeChoice(chosen) } });
    },
  });
  const range = computed(() =>
    resolveRange(choice.value, { timeZone: timeZone(), now: now.value, shifts: shifts() ?? [] }),
  );
  return { choice, range };
}
