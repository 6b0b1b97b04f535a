// Owns going round the regions of a big screen, one after the other.
import { onScopeDispose, type Ref, ref, watch } from 'vue';

const everyMs = 30_000;

export interface Rotation {
  on: Ref<boolean>;
}

/** `next` is called every half a minute while it is on. */
export function useRotation(startOn: boolean, next: () => void): Rotation {
  const on = ref(startOn);
  let timer: ReturnType<typeof setInterval> | undefined;
  watch(
    on,
    (running) => {
      clearInterval(timer);
      if (running) timer = setInterval(next, everyMs);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearInterval(timer));
  return { on };
}

/** The one after `current`; the first where it is none of them. */
export function nextOf(regions: readonly string[], current: string | undefined): string | undefined {
  return regions[(regions.indexOf(current ?? '') + 1) % Math.max(1, regions.length)];
}
