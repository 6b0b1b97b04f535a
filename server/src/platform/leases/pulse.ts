// Owns the heartbeat: something repeated with pauses, at once when there is reason to.

/** Repeats `turn` with pauses, never two at once. */
export function createPulse(turn: () => Promise<void>, pauseMs: number) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let wanted = false;
  let stopped = false;

  function run(): Promise<void> {
    timer = undefined;
    wanted = false;
    running = turn().then(() => {
      if (!stopped) timer = setTimeout(run, wanted ? 0 : pauseMs);
    });
    return running;
  }

  return {
    start: run,
    /** Without the rest of the pause. */
    soon(): void {
      wanted = true;
      if (!timer || stopped) return;
      clearTimeout(timer);
      timer = setTimeout(run, 0);
    },
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
