// Owns what the workshop page asks the server: KPIs of the range and the one before, output per hour, states and stops.
import { onScopeDispose } from 'vue';
import { call, scopeSpan, useKpiRows, useLanes, useQuery } from '../../api/index.ts';
import { stopsLimitMs, timelineLimitMs } from '../../api/limits.ts';
import { useFactsSignal } from '../../live/index.ts';
import { throttle } from '../../live/throttle.ts';
import type { Span } from '../../ui/range/choice.ts';

/** Folding states again costs more than summing facts: they follow the facts more slowly. */
const statesEveryMs = 10_000;

/** What the account may see of it: its KPIs, those of its machines, live values. */
export interface WorkshopSight {
  figures: boolean;
  machines: boolean;
  values: boolean;
}

/** Answers for one workshop and range; all of them are asked again when the workshop's facts change. What may not be seen is not asked for. */
export function useWorkshopData(
  /** Undefined: the plant does not know it (yet). */
  scope: () => string | undefined,
  ranges: { shown: () => Span | undefined; previous: () => Span | undefined; current: () => Span | undefined },
  may: () => WorkshopSight,
) {
  const of = (part: keyof WorkshopSight) => (span: () => Span | undefined, longestMs?: number) => () =>
    may()[part] ? scopeSpan(scope(), span(), longestMs) : undefined;
  const over = of('figures');
  const overMachines = of('machines');
  const total = useKpiRows(over(ranges.shown));
  const previous = useKpiRows(over(ranges.previous));
  const hours = useKpiRows(over(ranges.shown, timelineLimitMs), { bucket: 'hour' });
  const machines = useKpiRows(overMachines(ranges.current), { by: 'machine' });
  const lanes = useLanes(overMachines(ranges.shown, timelineLimitMs));
  const current = useLanes(overMachines(ranges.current));
  const stops = useQuery(
    overMachines(ranges.shown, stopsLimitMs),
    async (key, signal) => (await call('stops.query', { query: { ...key, limit: 10 } }, { signal })).stops,
  );

  const states = throttle(() => {
    // An answer on its way is waited for: a busy server would never come to give one.
    for (const query of [lanes, current, stops]) if (!query.fetching.value) void query.refetch();
  }, statesEveryMs);
  onScopeDispose(states.cancel);
  const watched = () => (may().figures || may().values ? scope() : undefined);
  useFactsSignal(watched, () => {
    for (const query of [total, hours, machines]) void query.refetch();
    states();
  });
  return { total, previous, hours, machines, lanes, current, stops };
}
export type WorkshopData = ReturnType<typeof useWorkshopData>;
