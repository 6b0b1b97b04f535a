// Owns choosing a stretch of a chart by dragging sideways.
import { computed, ref } from 'vue';

/** Shorter than this is a click, not a choice. CSS pixels. */
const shortest = 8;

export function useDragRange(chosen: (left: number, right: number) => void) {
  const drag = ref<{ origin: number; now: number }>();
  const xOf = (event: PointerEvent) =>
    event.clientX - (event.currentTarget instanceof HTMLElement ? event.currentTarget.getBoundingClientRect().left : 0);
  return {
    span: computed(() => {
      if (!drag.value) return undefined;
      const { origin, now } = drag.value;
      return { left: Math.min(origin, now), width: Math.abs(now - origin) };
    }),
    start(event: PointerEvent) {
      if (event.button !== 0) return;
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.setPointerCapture(event.pointerId);
      drag.value = { origin: xOf(event), now: xOf(event) };
    },
    move(event: PointerEvent) {
      if (drag.value) drag.value = { ...drag.value, now: xOf(event) };
    },
    end() {
      const done = drag.value;
      drag.value = undefined;
      if (done && Math.abs(done.now - done.origin) >= shortest) {
        chosen(Math.min(done.origin, done.now), Math.max(done.origin, done.now));
      }
    },
    cancel() {
      drag.value = undefined;
    },
  };
}
