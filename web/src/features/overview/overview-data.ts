// Owns what the overview asks the server: figures of the scope and of each workshop, now and the period before, and the trend.
import type { KpiRow } from '@takt/model/api';
import { dayNumberOf, startOfDayNumber } from '@takt/model/calendar';
import { call, type Query, useQuery } from '../../api/index.ts';
import { useFactsSignal } from '../../live/index.ts';
import { type PlantNode, wayTo } from '../../plant/index.ts';
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

/** `parts`: what of the scope may be asked about; it alone where that is all of it. Undefined: not known yet. */
export function useOverviewData(
  parts: () => readonly PlantNode[] | undefined,
  range: () => Range | undefined,
  timeZone: () => string,
): OverviewData {
  const now = useNow(15_000);
  const figures = useQuery(
    () => {
      const [where, when] = [parts(), range()];
      return where && when
        ? { parts: where.map(partOf), from: when.from, to: when.to, previous: when.previous }
        : undefined;
    },
    async ({ parts: where, previous, ...span }, signal) => {
      const [present, before] = await Promise.all([ask(where, span, signal), ask(where, previous, signal)]);
      return { now: present, before };
    },
  );
  const trend = useQuery(
    () => {
      const where = parts();
      if (where === undefined) return undefined;
      const today = dayNumberOf(now.value, timeZone());
      return {
        parts: where.map(partOf),
        from: startOfDayNumber(today - trendDays + 1, timeZone()),
        to: startOfDayNumber(today + 1, timeZone()),
      };
    },
    async ({ parts: where, ...span }, signal) => {
      const rows = await Promise.all(
        where.map(async ({ scope, workshop }) => {
          const query = { ...span, scope, bucket: 'day' } as const;
          const by = workshop === undefined ? ({ by: 'workshop' } as const) : {};
          const answer = await call('kpis.query', { query: { ...query, ...by } }, { signal });
          return answer.rows.map((row) => ({ key: workshop ?? row.key, row }));
        }),
      );
      const byWorkshop = Map.groupBy(rows.flat(), ({ key }) => key);
      return new Map([...byWorkshop].map(([key, found]) => [key, found.map(({ row }) => row)]));
    },
    { everyMs: trendEveryMs },
  );
  useFactsSignal(
    () => parts()?.map(({ scope }) => scope),
    () => void figures.refetch(),
  );
  return { figures, trend };
}

/** `workshop`: the one a part is, or lies in; undefined for what holds workshops. */
interface Part {
  scope: string;
  workshop: string | undefined;
}

function partOf(node: PlantNode): Part {
  return { scope: node.scope, workshop: wayTo(node).find(({ level }) => level === 'workshop')?.scope };
}

async function ask(parts: readonly Part[], { from, to }: Span, signal: AbortSignal): Promise<Figures> {
  const [first, ...others] = parts;
  if (first && others.length === 0 && first.workshop === undefined)
    return askWhole({ scope: first.scope, from, to }, signal);
  const rows = await Promise.all(
    parts.map(async ({ scope, workshop }) => {
      const { rows: found } = await call('kpis.query', { query: { scope, from, to } }, { signal });
      return [workshop, found[0]] as const;
    }),
  );
  // Two lines of a workshop add up to no figure of it.
  const single = rows.filter(([workshop]) => rows.filter(([other]) => other === workshop).length === 1);
  return {
    total: undefined,
    workshops: new Map(single.flatMap(([workshop, row]) => (workshop && row ? [[workshop, row]] : []))),
  };
}

async function askWhole(query: Span & { scope: string }, signal: AbortSignal): Promise<Figures> {
  const [total, workshops] = await Promise.all([
    call('kpis.query', { query }, { signal }),
    call('kpis.query', { query: { ...query, by: 'workshop' } }, { signal }),
  ]);
  return { total: total.rows[0], workshops: new Map(workshops.rows.map((row) => [row.key, row])) };
}
