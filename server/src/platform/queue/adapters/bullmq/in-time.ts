// Owns the limit of what is asked of the queue while Redis is away: BullMQ itself would wait for ever.

const limitMs = 8000;

/** Rejects where `answer` does not come in time; it may still take effect later. */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the queue does not answer: Redis is out of reach')), limitMs);
  // Nobody listens any more once it is late.
  answer.catch(() => {});
  return Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
}
