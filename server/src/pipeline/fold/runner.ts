// Owns the rhythm of the fold: pass after pass with pauses, and who waits for one.

/** What a person watches is not older than this and two passes. */
const longestPauseMs = 2000;

/** Repeats a pass with pauses; `settled` resolves after a pass that began later than the call and left nothing behind. */
export function createRunner(pass: () => Promise<boolean>, pauseMs: number, onError: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;
  let waiting: (() => void)[] = [];

  async function turn(): Promise<void> {
    const waiters = waiting;
    waiting = [];
    const started = performance.now();
    let more = false;
    try {
      more = await pass();
      if (more) waiting.push(...waiters);
      else for (const waiter of waiters) waiter();
    } catch (error) {
      waiting.push(...waiters);
      onError(error);
    }
    const took = performance.now() - started;
    schedule(more ? 0 : waiting.length > 0 ? 10 : Math.max(pauseMs, Math.min(3 * took, longestPauseMs)));
  }

  function schedule(delayMs: number): void {
    if (closed) return;
    timer = setTimeout(() => {
      timer = undefined;
      running = turn();
    }, delayMs);
  }

  return {
    start: () => schedule(0),
    settled(): Promise<void> {
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (timer) {
          clearTimeout(timer);
          schedule(0);
        }
      });
    },
    /** Resolves when the pass that runs now has ended. */
    async turned(): Promise<void> {
      await running;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
      for (const waiter of waiting) waiter();
    },
  };
}
