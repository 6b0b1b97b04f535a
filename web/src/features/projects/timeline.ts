// Owns the geometry of the timeline: which days it spans, where bars, milestones and the lines between months lie, in px.
import type { RouteResult } from '@takt/model/api';
import { projectStages } from '@takt/model/retrofit';

export type TimelineRow = RouteResult<'projects.timeline'>['rows'][number];
type StageDates = TimelineRow['stages'][number];
export const zooms = ['month', 'quarter', 'year'] as const;
export type Zoom = (typeof zooms)[number];

const dayMs = 86_400_000;
const pxPerDay: Record<Zoom, number> = { month: 6, quarter: 2.4, year: 0.9 };
/** Months between two lines. */
const step: Record<Zoom, number> = { month: 1, quarter: 3, year: 12 };
const mostYears = 30;

/** Days from 1970-01-01. */
const dayOf = (date: string) => Math.floor(Date.parse(date) / dayMs);
const isoOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

export interface Span {
  /** Days from 1970-01-01, the first of a year or quarter. */
  from: number;
  to: number;
  zoom: Zoom;
}

export interface Bar {
  stage: StageDates['stage'];
  left: number;
  width: number;
  from: string;
  to: string;
}

/** Whole steps around everything that is planned or happened, and today. */
export function spanOf(rows: readonly TimelineRow[], today: string, zoom: Zoom): Span {
  const dates = rows.flatMap(({ stages, milestones }) => [
    ...stages.flatMap((one) => [one.plannedFrom, one.plannedTo, one.actualFrom, one.actualTo]),
    ...milestones.map(({ due }) => due),
  ]);
  const days = [today, ...dates.filter((date) => date !== null)].map(dayOf);
  const now = dayOf(today);
  const least = Math.max(Math.min(...days), now - (mostYears * 365) / 2);
  const last = Math.min(Math.max(...days), now + (mostYears * 365) / 2);
  return { from: startOfStep(least, zoom, 0), to: startOfStep(last, zoom, 1), zoom };
}

function startOfStep(day: number, zoom: Zoom, later: number): number {
  const date = new Date(day * dayMs);
  const month = Math.floor(date.getUTCMonth() / step[zoom]) * step[zoom];
  return Date.UTC(date.getUTCFullYear(), month + later * step[zoom], 1) / dayMs;
}

export function widthOf({ from, to, zoom }: Span): number {
  return Math.ceil((to - from) * pxPerDay[zoom]);
}

/** Of the beginning of a day. */
export function xOf(date: string, { from, to, zoom }: Span): number {
  return (Math.min(Math.max(dayOf(date), from), to) - from) * pxPerDay[zoom];
}

/** Beginnings of the steps, as ISO dates. */
export function ticksOf({ from, to, zoom }: Span): { date: string; x: number }[] {
  const ticks: { date: string; x: number }[] = [];
  for (let day = from; day < to; day = startOfStep(day, zoom, 1))
    ticks.push({ date: isoOf(day), x: (day - from) * pxPerDay[zoom] });
  return ticks;
}

/** Of stages with a beginning and an end planned. */
export function plannedBars(row: Pick<TimelineRow, 'stages'>, span: Span): Bar[] {
  return inOrder(row.stages).flatMap(({ stage, plannedFrom: from, plannedTo: to }) =>
    from === null || to === null ? [] : [barOf(stage, from, to, span)],
  );
}

/** What goes on reaches to today; what is stopped does not go on. */
export function actualBars(row: Pick<TimelineRow, 'stages' | 'stage'>, span: Span, today: string): Bar[] {
  return inOrder(row.stages).flatMap(({ stage, actualFrom: from, actualTo }) => {
    const to = actualTo ?? (row.stage === stage ? today : null);
    return from === null || to === null || stage === 'closed'
      ? []
      : [barOf(stage, from, [from, to].sort().at(-1) ?? to, span)];
  });
}

/** Of what happened the part after its planned end. */
export function lateBars(row: Pick<TimelineRow, 'stages' | 'stage'>, span: Span, today: string): Bar[] {
  return actualBars(row, span, today).flatMap(({ stage, from, to }) => {
    const planned = row.stages.find((one) => one.stage === stage)?.plannedTo ?? null;
    if (planned === null || to <= planned) return [];
    const after = isoOf(dayOf(planned) + 1);
    return [barOf(stage, [from, after].sort().at(-1) ?? after, to, span)];
  });
}

/** Both days included. */
function barOf(stage: StageDates['stage'], from: string, to: string, span: Span): Bar {
  const left = xOf(from, span);
  return { stage, left, width: Math.max(2, xOf(isoOf(dayOf(to) + 1), span) - left), from, to };
}

function inOrder(stages: readonly StageDates[]): StageDates[] {
  return [...stages].sort((a, b) => projectStages.indexOf(a.stage) - projectStages.indexOf(b.stage));
}
