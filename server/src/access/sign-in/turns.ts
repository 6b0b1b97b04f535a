// Owns that tries at one thing follow one another: each sees what the one before has brought about.

/** More that wait for the same thing are a flood. */
const mostWaiting = 20;

export interface Turns {
  /** Undefined: too many wait already. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> | undefined;
}

export function createTurns(): Turns {
  const queues = new Map<string, { last: Promise<unknown>; waiting: number }>();
  return {
    take(key, work) {
      const queue = queues.get(key) ?? { last: Promise.resolve(), waiting: 0 };
      if (queue.waiting >= mostWaiting) return undefined;
      queues.set(key, queue);
      queue.waiting++;
      const turn = queue.last.then(work, work).finally(() => {
        queue.waiting--;
        if (queue.waiting === 0) queues.delete(key);
      });
      queue.last = turn.catch(() => undefined);
      return turn;
    },
  };
}
