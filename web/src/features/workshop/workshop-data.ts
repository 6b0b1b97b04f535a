// Owns what the workshop page asks the server: KPIs of the range and the one before, output per hour, states and stops.
import { onScopeDispose } from 'vue';
import { call, useQuery } from '../../api/index.ts';
import { useFactsSignal } from '../../live/index.ts';
import { throttle } from '../../live/throttle.ts';
import type { Span } from '../../ui/range/choice.ts';

const dayMs = 86_400_000;
/** Limits of the contract; beyond them the page says so instead of asking. */
export const timelineLimitMs = 7 * dayMs;
export const stopsLimitMs = 31 * dayMs;
/** Folding states again costs more than summing facts: they follow the facts more slowly. */
const statesEveryMs = 10_000;

const within = (span: Span | undefined, limitMs: number) => (span && span.to - span.from <= limitMs ? span : undefined);

/** Answers for one workshop and range; all of them are asked again when the workshop's facts change. */
export function useWorkshopData(
  scope: () => string,
  ranges: { shown: () => Span | undefined; previous: () => Span | undefined; current: () => Span | undefined },
) {
  const asked = (span: () => Span | undefined) => () => {
    const found = span();
    return found && { scope: scope(), ...found };
  };
  type Key = { scope: string } & Span;
  const kpis = (span: () => Span | undefined, split: { by?: 'machine'; bucket?: 'hour' | 'day' } = {}) =>
    useQuery(
      asked(span),
      async (key: Key, signal) => (await call('kpis.query', { query: { ...key, ...split } }, { signal })).rows,
    );
  const timeline = (span: () => Span | undefined) =>
    useQuery(
      asked(span),
      async (key: Key, signal) => (await call('timeline.query', { query: key }, { signal })).machines,
    );

  const total = kpis(ranges.shown);
  const previous = kpis(ranges.previous);
  const hours = kpis(() => within(ranges.shown(), timelineLimitMs), { bucket: 'hour' });
  const machines = kpis(ranges.current, { by: 'machine' });
  const lanes = timeline(() => within(ranges.shown(), timelineLimitMs));
  const current = timeline(ranges.current);
  const stops = useQuery(
    asked(() => within(ranges.shown(), stopsLimitMs)),
    async (key: Key, signal) => (await call('stops.query', { query: { ...key, limit: 10 } }, { signal })).stops,
  );

  const states = throttle(() => {
    for (const query of [lanes, current, stops]) void query.refetch();
  }, statesEveryMs);
  onScopeDispose(states.cancel);
  useFactsSignal(scope, () => {
    for (const query of [total, hours, machines]) void query.refetch();
    states();
  });
  return { total, previous, hours, machines, lanes, current, stops };
}
export type WorkshopData = ReturnType<typeof useWorkshopData>;
