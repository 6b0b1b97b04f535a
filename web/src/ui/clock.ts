// Owns the page's sense of now: one ticking clock for everything that shows or compares against the present.
import { type Ref, ref } from 'vue';

const clocks = new Map<number, Ref<number>>();

/** Epoch ms, renewed every so many ms. Shared by all who ask for the same step; it runs as long as the page. */
export function useNow(everyMs = 1000): Readonly<Ref<number>> {
  const known = clocks.get(everyMs);
  if (known) return known;
  const now = ref(Date.now());
  setInterval(() => {
    now.value = Date.now();
  }, everyMs);
  clocks.set(everyMs, now);
  return now;
}
