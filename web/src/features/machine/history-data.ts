// Owns asking for the history of one signal, as closely as the chart can show it; a stretch that reaches now is followed.
import { call, useQuery } from '../../api/index.ts';
import type { Span } from '../../ui/range/choice.ts';

/** As many as a wide chart has room for. */
export const historyBuckets = 400;
const followEveryMs = 10_000;

export function useHistory(code: () => string, signal: () => string | undefined, view: () => Span | undefined) {
  return useQuery(
    () => {
      const [name, span] = [signal(), view()];
      return name === undefined || !span ? undefined : { machine: code(), signal: name, from: span.from, to: span.to };
    },
    async ({ machine, ...asked }, abort) => {
      // What lies ahead has no readings: without it the buckets are narrower.
      const to = Math.max(asked.from + 1000, Math.min(asked.to, Date.now()));
      const query = { ...asked, to, points: historyBuckets };
      const { points } = await call('machines.history', { params: { code: machine }, query }, { signal: abort });
      return { points, from: asked.from, to, signal: asked.signal };
    },
    { everyMs: followEveryMs, isEmpty: () => false },
  );
}
