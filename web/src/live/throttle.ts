// Owns calling something at most once in a while: at once the first time, and once more at the end if it was asked meanwhile.

export interface Throttled {
  (): void;
  /** Forgets a call that is still to come. */
  cancel(): void;
}

export function throttle(action: () => void, everyMs: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted = false;

  function open(): void {
    timer = undefined;
    if (wanted) run();
  }
  function run(): void {
    wanted = false;
    timer = setTimeout(open, everyMs);
    action();
  }
  const throttled = () => {
    if (timer === undefined) run();
    else wanted = true;
  };
  throttled.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    wanted = false;
  };
  return throttled;
}
