// Owns the hours of an output chart: what was made, what was to be made, and hours still to come.
import type { KpiRow } from '@takt/model/api';
import { nextBoundary } from '@takt/model/calendar';
import { lengthMs } from '@takt/model/facts';

export interface OutputHour {
  from: number;
  /** End of the hour or of the range, also where facts do not reach it yet. */
  to: number;
  /** Good pieces: of the machines at the end of a line, or of the one machine asked for. */
  good: number;
  scrap: number;
  /** What the target asks of this hour's open time; null without a target. */
  target: number | null;
  /** Data covers less than the definition demands. */
  weak: boolean;
  /** `past`: over; `running`: the present lies in it; `future`: no facts yet. */
  phase: 'past' | 'running' | 'future';
}

const hourMs = 3_600_000;

interface Range {
  from: number;
  to: number;
  now: number;
  timeZone: string;
  /** Good pieces per scheduled hour; may depend on what was made in the hour. */
  targetPerHour?: number | ((row: KpiRow | undefined) => number) | undefined;
  /** `output` of a workshop or line, `good` of a single machine. */
  count?: 'output' | 'good';
}

/**
 * One entry per hour of the range. The target counts time that was neither unscheduled nor a planned stop, as a shift's
 * `scheduledMs` does; the rest of a running hour and hours to come are taken as fully open.
 */
export function outputHours(rows: readonly KpiRow[], range: Range): OutputHour[] {
  const byStart = new Map(rows.map((row) => [Date.parse(row.from), row]));
  const hours: OutputHour[] = [];
  for (let from = range.from; from < range.to; ) {
    const to = Math.min(range.to, nextBoundary('hour', from, range.timeZone));
    const row = byStart.get(from);
    const phase = to <= range.now ? 'past' : from <= range.now ? 'running' : 'future';
    const { targetPerHour: target, count = 'output' } = range;
    const rate = typeof target === 'function' ? target(row) : target;
    hours.push({
      from,
      to,
      good: row?.facts[count] ?? 0,
      scrap: row?.facts.scrap ?? 0,
      target: rate === undefined ? null : (rate * openMs(row, from, to)) / hourMs,
      weak: row?.weak ?? false,
      phase,
    });
    from = to;
  }
  return hours;
}

/** Time of [from, to) in which output was expected, ms. Facts of several machines are machine time: their mean. */
function openMs(row: KpiRow | undefined, from: number, to: number): number {
  const machineMs = row ? lengthMs(row.facts) : 0;
  if (!row || machineMs <= 0) return to - from;
  const closed = (row.facts.unscheduledMs + row.facts.plannedStopMs) / machineMs;
  const known = Math.min(to, Date.parse(row.to)) - from;
  return known * (1 - closed) + (to - from - known);
}
