// Owns the axis of working time: the scheduled stretches of a production day laid end to end.
import type { Segment } from '@takt/model/calendar';

/** A stretch of the day; in scheduled ones working time runs from `work` to `work + (to - from)`. */
export interface Stretch {
  from: number;
  to: number;
  kind: Segment['kind'];
  /** Working ms passed before it. */
  work: number;
}

export interface WorkingDay {
  from: number;
  to: number;
  stretches: Stretch[];
  /** Length of the working time, ms. */
  work: number;
  /** Working times at which a shift begins. */
  shiftStarts: number[];
}

export function workingDay(from: number, to: number, segments: readonly Segment[]): WorkingDay {
  const stretches: Stretch[] = [];
  const shiftStarts: number[] = [];
  let work = 0;
  let shift: string | undefined;
  for (const segment of segments) {
    if (segment.kind === 'scheduled') {
      if (segment.shift !== shift || stretches.length === 0) shiftStarts.push(work);
      shift = segment.shift;
    }
    stretches.push({ from: segment.from, to: segment.to, kind: segment.kind, work });
    if (segment.kind === 'scheduled') work += segment.to - segment.from;
  }
  return { from, to, stretches, work, shiftStarts };
}

/** Real time of a working time within the day; where work is interrupted there, the time before the pause. */
export function realTime(day: WorkingDay, work: number): number {
  for (const stretch of day.stretches) {
    const length = stretch.to - stretch.from;
    if (stretch.kind === 'scheduled' && work <= stretch.work + length)
      return stretch.from + Math.max(0, work - stretch.work);
  }
  return day.to;
}
