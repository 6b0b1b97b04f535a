// Owns keeping an answer for a short while: many who ask at once share one, and the next one is asked for when it is old.

/** At most so many answers are kept, the oldest give way. */
const mostKept = 500;

/**
 * `load` is asked for a key when its answer is older than `lifeMs`, once for all who wait; what fails is not kept. `clock`: epoch
 * ms. An answer is kept as it is: nobody may change it.
 */
export function remember<K extends string, T>(
  lifeMs: number,
  clock: () => number,
  load: (key: K) => Promise<T>,
): (key: K) => Promise<T> {
  const kept = new Map<K, { at: number; answer: Promise<T> }>();
  return (key) => {
    const now = clock();
    const known = kept.get(key);
    if (known && now - known.at < lifeMs && now >= known.at) return known.answer;
    const answer = load(key);
    const entry = { at: now, answer };
    kept.delete(key);
    const [oldest] = kept.size < mostKept ? [] : kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(key, entry);
    answer.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return answer;
  };
}
