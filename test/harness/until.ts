// Owns waiting in tests: asks again until an answer comes, and tells the last answer when it does not.

const pauseMs = 50;

/**
 * Repeats `attempt` until it neither throws nor answers undefined, false or null. The limit is there to end a test that
 * hangs, it is no statement about speed.
 */
export async function until<T>(
  attempt: () => Promise<T> | T,
  { what = 'the awaited', limitMs = 30_000 }: { what?: string; limitMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await attempt();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${limitMs} ms; last: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
