// Owns what is under way when the store is closed: it is finished first, and nothing more is taken.

export interface Work {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until everything begun is done or has failed. */
  close(): Promise<void>;
}

export function createWork(): Work {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  return {
    async run(work) {
      if (closed) throw new Error('the telemetry store is closed');
      const one = work();
      underWay.add(one);
      try {
        return await one;
      } finally {
        underWay.delete(one);
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
}
