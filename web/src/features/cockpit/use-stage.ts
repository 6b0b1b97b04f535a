// Owns the stage of a big screen: drawn at 1920 × 1080 and scaled to whatever it is shown on; dark; without a cursor nobody moves.
import { onBeforeUnmount, onMounted, ref } from 'vue';

export const stageWidth = 1920;
export const stageHeight = 1080;
const quietMs = 3000;

export function useStage() {
  const scale = ref(1);
  /** Somebody moves the mouse, or uses the keyboard. */
  const active = ref(true);
  const isFull = ref(false);
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let theme: string | undefined;

  const fit = () => {
    scale.value = Math.min(window.innerWidth / stageWidth, window.innerHeight / stageHeight);
  };
  const wake = () => {
    active.value = true;
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      active.value = false;
    }, quietMs);
  };
  const onFull = () => {
    isFull.value = document.fullscreenElement !== null;
  };
  onMounted(() => {
    theme = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = 'dark';
    fit();
    wake();
    window.addEventListener('resize', fit);
    window.addEventListener('pointermove', wake);
    window.addEventListener('keydown', wake);
    document.addEventListener('fullscreenchange', onFull);
  });
  onBeforeUnmount(() => {
    if (theme !== undefined) document.documentElement.dataset.theme = theme;
    clearTimeout(quiet);
    window.removeEventListener('resize', fit);
    window.removeEventListener('pointermove', wake);
    window.removeEventListener('keydown', wake);
    document.removeEventListener('fullscreenchange', onFull);
  });
  return { scale, active, isFull, enterFull: () => document.documentElement.requestFullscreen() };
}
