// Owns completing facts: time no fact row covers is unscheduled where the calendar says so, else unknown.
import type { Schedule } from '@takt/model/calendar';
import { type Facts, lengthMs } from '@takt/model/facts';

/**
 * Adds to a machine's facts of [from, to) the time its rows do not cover, so that the categories add up to the length of
 * the range. Rows are contiguous over `span` (absent: the machine has none), but for years of silence the fold passes over.
 */
export function fillGaps(
  facts: Facts,
  from: number,
  to: number,
  span: { from: number; to: number } | undefined,
  schedule: Schedule,
): void {
  const missing = to - from - lengthMs(facts);
  if (missing <= 0) return;
  const gaps =
    span && missing < to - from
      ? [
          [from, Math.min(to, span.from)],
          [Math.max(from, span.to), to],
        ]
      : [[from, to]];
  let unscheduled = 0;
  for (const [start = 0, end = 0] of gaps) if (start < end) unscheduled += schedule.unscheduledMs(start, end);
  unscheduled = Math.min(unscheduled, missing);
  facts.unscheduledMs += unscheduled;
  facts.unknownMs += missing - unscheduled;
}
