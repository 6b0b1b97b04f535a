// Owns the ranges of time a person can pick: how a pick is written in an address, and what moments it means.
import { dayNumberOf, isoWeekday, startOfDayNumber } from '@takt/model/calendar';

/**
 * `back`: how many shifts, days or weeks before the current one. `days`: the last so many days, today included.
 */
export type RangeChoice =
  | { kind: 'shift' | 'day' | 'week'; back: number }
  | { kind: 'days'; count: number }
  | { kind: 'custom'; from: number; to: number };

export interface Span {
  /** Epoch ms. */
  from: number;
  /** Epoch ms, exclusive. */
  to: number;
}

export interface ShiftSpan extends Span {
  code: string;
  name: string;
}

export interface Range extends Span {
  /** The same stretch of the period before; as far as this one has come when it is not over. */
  previous: Span;
  /** Not over yet. */
  running: boolean;
  /** The shift, when one was picked. */
  shift?: ShiftSpan;
}

export interface RangeContext {
  timeZone: string;
  now: number;
  /** Shifts around now, ascending; needed for `shift` only. */
  shifts?: readonly ShiftSpan[];
}

const longest = 400;

/** Written into an address: `shift`, `day-1`, `week`, `7d`, `1700000000000..1700003600000`. */
export function writeChoice(choice: RangeChoice): string {
  if (choice.kind === 'custom') return `${choice.from}..${choice.to}`;
  if (choice.kind === 'days') return `${choice.count}d`;
  return choice.back === 0 ? choice.kind : `${choice.kind}-${choice.back}`;
}

/** Reads what {@link writeChoice} wrote; anything else is `fallback`. */
export function readChoice(text: unknown, fallback: RangeChoice): RangeChoice {
  if (typeof text !== 'string') return fallback;
  const stepped = /^(shift|day|week)(?:-(\d{1,3}))?$/.exec(text);
  if (stepped) return { kind: stepped[1] as 'shift' | 'day' | 'week', back: Number(stepped[2] ?? 0) };
  const days = /^(\d{1,3})d$/.exec(text);
  if (days) return { kind: 'days', count: Math.min(longest, Math.max(1, Number(days[1]))) };
  const custom = /^(\d{1,14})\.\.(\d{1,14})$/.exec(text);
  const [from, to] = [Number(custom?.[1]), Number(custom?.[2])];
  return to > from ? { kind: 'custom', from, to } : fallback;
}

/** What a pick means now; undefined when there is no such shift (yet). */
export function resolveRange(choice: RangeChoice, context: RangeContext): Range | undefined {
  const { timeZone, now } = context;
  const today = dayNumberOf(now, timeZone);
  const days = (first: number, count: number, step: number) =>
    compared(daySpan(first, count, timeZone), daySpan(first - step, count, timeZone), now);
  switch (choice.kind) {
    case 'shift':
      return shiftRange(choice.back, context);
    case 'day':
      return days(today - choice.back, 1, 1);
    case 'week':
      return days(today - isoWeekday(today) + 1 - 7 * choice.back, 7, 7);
    case 'days':
      return days(today - choice.count + 1, choice.count, choice.count);
    case 'custom': {
      const { from, to } = choice;
      return compared({ from, to }, { from: from - (to - from), to: from }, now);
    }
  }
}

function daySpan(first: number, count: number, timeZone: string): Span {
  return { from: startOfDayNumber(first, timeZone), to: startOfDayNumber(first + count, timeZone) };
}

function shiftRange(back: number, { shifts = [], now }: RangeContext): Range | undefined {
  const current = shifts.findLastIndex((shift) => shift.from <= now);
  const shift = shifts[current - back];
  if (current < back || !shift) return undefined;
  const before = shifts[current - back - 1];
  const previous = before ?? { from: shift.from - (shift.to - shift.from), to: shift.from };
  return { ...compared({ from: shift.from, to: shift.to }, { from: previous.from, to: previous.to }, now), shift };
}

/** Beginning of the comparison's last step: a range that runs is compared in steps, not anew every second. */
const stepMs = 300_000;

function compared(span: Span, previous: Span, now: number): Range {
  const running = now < span.to;
  if (!running) return { ...span, previous, running };
  const elapsed = Math.max(stepMs, Math.floor((now - span.from) / stepMs) * stepMs);
  return { ...span, previous: { from: previous.from, to: Math.min(previous.to, previous.from + elapsed) }, running };
}
