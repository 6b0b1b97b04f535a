// Owns what the overview asks the server: figures of the scope and of each workshop, now and the period before, and the trend.
import type { KpiRow } from '@takt/model/api';
import { dayNumberOf, startOfDayNumber } from '@takt/model/calendar';
import { call, type Query, useQuery } from '../../api/index.ts';
import { useFactsSignal } from '../../live/index.ts';
import { useNow } from '../../ui/clock.ts';
import type { Range, Span } from '../../ui/range/choice.ts';
import { trendDays } from './trend.ts';

export interface Figures {
  total: KpiRow | undefined;
  /** By `workshop:<code>`. */
  workshops: Map<string, KpiRow>;
}

export interface OverviewData {
  figures: Query<{ now: Figures; before: Figures }>;
  /** Daily rows, by `workshop:<code>`. */
  trend: Query<Map<string, KpiRow[]>>;
}

const trendEveryMs = 60_000;

export function useOverviewData(
  scope: () => string | undefined,
  range: () => Range | undefined,
  timeZone: () => string,
): OverviewData {
  const now = useNow(15_000);
  const figures = useQuery(
    () => {
      const [where, when] = [scope(), range()];
      return where && when ? { scope: where, from: when.from, to: when.to, previous: when.previous } : undefined;
    },
    async ({ scope: where, previous, ...span }, signal) => {
      const [present, before] = await Promise.all([ask(where, span, signal), ask(where, previous, signal)]);
      return { now: present, before };
    },
  );
  const trend = useQuery(
    () => {
      const where = scope();
      if (where === undefined) return undefined;
      const today = dayNumberOf(now.value, timeZone());
      return {
        scope: where,
        from: startOfDayNumber(today - trendDays + 1, timeZone()),
        to: startOfDayNumber(today + 1, timeZone()),
      };
    },
    async (query, signal) => {
      const answer = await call('kpis.query', { query: { ...query, by: 'workshop', bucket: 'day' } }, { signal });
      return Map.groupBy(answer.rows, (row) => row.key);
    },
    { everyMs: trendEveryMs },
  );
  useFactsSignal(scope, () => void figures.refetch());
  return { figures, trend };
}

async function ask(scope: string, { from, to }: Span, signal: AbortSignal): Promise<Figures> {
  const query = { scope, from, to };
  const [total, workshops] = await Promise.all([
    call('kpis.query', { query }, { signal }),
    call('kpis.query', { query: { ...query, by: 'workshop' } }, { signal }),
  ]);
  return { total: total.rows[0], workshops: new Map(workshops.rows.map((row) => [row.key, row])) };
}
