// Owns keeping an answer for a short while: many who ask at once share one, and an old one is shown while the next is worked out.

export interface Life {
  /** An answer older than this is worked out anew. */
  lifeMs: number;
  /** Until it is this old it is shown meanwhile; older, one waits. */
  staleMs: number;
}

interface Kept<T> {
  at: number;
  answer: Promise<T>;
  /** Being worked out anew. */
  next?: Promise<T> | undefined;
}

/** At most so many answers are kept, the oldest give way. */
const mostKept = 500;

/**
 * `load` is asked once for all who wait for a key; what fails is not kept. `clock`: epoch ms. An answer is kept as it is: nobody may
 * change it.
 */
export function remember<K extends string, T>(
  { lifeMs, staleMs }: Life,
  clock: () => number,
  load: (key: K) => Promise<T>,
): (key: K) => Promise<T> {
  const kept = new Map<K, Kept<T>>();

  function keep(key: K, at: number, answer: Promise<T>): Promise<T> {
    kept.delete(key);
    const [oldest] = kept.size < mostKept ? [] : kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(key, { at, answer });
    answer.catch(() => {
      if (kept.get(key)?.answer === answer) kept.delete(key);
    });
    return answer;
  }

  /** What is there stays until there is something newer. */
  function renew(key: K, known: Kept<T>, at: number): void {
    const next = load(key);
    known.next = next;
    next.then(
      () => {
        if (kept.get(key) === known) void keep(key, at, next);
      },
      () => {
        known.next = undefined;
      },
    );
  }

  return (key) => {
    const now = clock();
    const known = kept.get(key);
    const age = known ? now - known.at : Number.POSITIVE_INFINITY;
    if (!known || age < 0 || age >= staleMs) return known?.next ?? keep(key, now, load(key));
    if (age >= lifeMs && !known.next) renew(key, known, now);
    return known.answer;
  };
}
