// Owns output against plan: what a workshop should have made by now, from its target and its scheduled time.
import type { KpiRow } from '@takt/model/api';
import type { Span } from '../ui/range/choice.ts';

export interface ScheduledShift extends Span {
  /** Without breaks, ms. */
  scheduledMs: number;
}

/** Scheduled time that has passed, ms. A shift under way counts in proportion, breaks spread evenly over it. */
export function scheduledMs(shifts: readonly ScheduledShift[], span: Span): number {
  let sum = 0;
  for (const shift of shifts) {
    const length = shift.to - shift.from;
    const passed = Math.min(shift.to, span.to) - Math.max(shift.from, span.from);
    if (length > 0 && passed > 0) sum += shift.scheduledMs * (passed / length);
  }
  return sum;
}

/** Good pieces of a row; undefined where no data says anything about it: that is not the same as none. */
export function outputOf(row: KpiRow | undefined): number | undefined {
  return !row || row.coverage === 0 ? undefined : row.facts.output;
}

export interface Plan {
  /** Good pieces expected by now. */
  pieces: number;
  scheduledMs: number;
  /** Pieces per scheduled hour. */
  rate: number;
}

/** Undefined where nothing was scheduled: there is no plan to be measured against. */
export function planOf(rate: number, shifts: readonly ScheduledShift[], span: Span): Plan | undefined {
  const ms = scheduledMs(shifts, span);
  return ms > 0 ? { pieces: (rate * ms) / 3_600_000, scheduledMs: ms, rate } : undefined;
}
