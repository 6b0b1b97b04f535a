// Public surface of the KPI queries.
import type { RouteInput } from '@takt/model/api';
import type { Restatements } from '../fold/restatements.ts';
import type { KpiParts } from './parts.ts';
import { queryKpis } from './query.ts';
import { queryRestatements } from './restatements.ts';
import { queryShifts } from './shifts.ts';
import { queryStops, queryTimeline } from './timeline.ts';

export { lastDayBefore, measuredDays } from './days.ts';

/** `gate` and `horizon` are the fold's: queries see facts only before or after a replacement, and only folded time. */
export function createKpiQueries(parts: KpiParts & { restatements: Restatements }) {
  return {
    kpis: (input: RouteInput<'kpis.query'>['query']) => queryKpis(parts, input),
    timeline: (input: RouteInput<'timeline.query'>['query']) => queryTimeline(parts, input),
    stops: (input: RouteInput<'stops.query'>['query']) => queryStops(parts, input),
    restatements: (input: RouteInput<'restatements.list'>['query']) => queryRestatements(parts, input),
    shifts: (input: RouteInput<'shifts.query'>['query']) => queryShifts(parts, input),
  };
}
export type KpiQueries = ReturnType<typeof createKpiQueries>;
