// Owns the classification of time: states, silences, calendar and definition become one category for every instant.
import type { Definition } from '../definition/index.ts';
import { definitionAt } from '../definition/index.ts';
import type { MachineState } from '../signals/index.ts';
import type { TimeCategory } from './facts.ts';
import type { Tracks } from './readings.ts';
import { cursor, firstAfter, type Step } from './track.ts';

export interface CalendarSegment {
  from: number;
  to: number;
  kind: 'scheduled' | 'break' | 'unscheduled';
}

/** No reading of the machine came after `after` until `until`. `after` is -Infinity before its first reading. */
export interface Silence {
  after: number;
  until: number;
}

export interface Interval {
  from: number;
  to: number;
  category: TimeCategory;
  product: string;
  alarm: string;
  definition: Definition;
  /** Whether a failure (a stop longer than the micro-stop threshold) began at `from`. */
  failureStart: boolean;
}

export interface TimeInput {
  from: number;
  to: number;
  /** Up to when readings are complete, at or after `to`: the end of the context, or the present. */
  knownUntil: number;
  tracks: Tracks;
  silences: readonly Silence[];
  /** Gapless over [from, to). */
  segments: readonly CalendarSegment[];
  definitions: readonly Definition[];
}

/** Cuts [from, to) into intervals without gap or overlap, ascending, each in exactly one category. */
export function intervalsOf(input: TimeInput): Interval[] {
  const { from, to, tracks, definitions } = input;
  const silent = silenceSteps(input.silences, definitions);
  const openEnd = Math.min(input.knownUntil, silentFrom(silent, to));
  const cuts = cutPoints(input, silent);
  const state = cursor(tracks.states, 'unknown' as MachineState);
  const quiet = cursor(silent, false);
  const calendar = cursor(
    input.segments.map((segment) => ({ at: segment.from, value: segment.kind })),
    'scheduled' as const,
  );
  const product = cursor(tracks.products, '');
  const alarm = cursor(tracks.alarms, '');
  const intervals: Interval[] = [];
  for (let index = 0; index + 1 < cuts.length; index++) {
    const start = cuts[index] ?? from;
    const end = cuts[index + 1] ?? to;
    const definition = definitionAt(definitions, start);
    const reported = state.valueAt(start);
    const silentNow = quiet.valueAt(start);
    const known = silentNow ? 'unknown' : reported;
    const run = known === 'down' ? downRun(tracks.states, start, openEnd, definition) : undefined;
    intervals.push({
      from: start,
      to: end,
      category: categoryOf(known, run?.minor ?? false, calendar.valueAt(start), definition),
      product: product.valueAt(start),
      alarm: alarm.valueAt(start),
      definition,
      failureStart: run !== undefined && !run.minor && run.from === start,
    });
  }
  return intervals;
}

/** The run of equal `down` readings around `at`; a run nothing has ended yet lasts as long as is known. */
function downRun(states: readonly Step<MachineState>[], at: number, openEnd: number, definition: Definition) {
  const next = firstAfter(states, at);
  const from = states[next - 1]?.at ?? at;
  const end = states[next]?.at ?? openEnd;
  return { from, minor: end - from < definition.microStopSeconds * 1000 };
}

function categoryOf(
  state: MachineState,
  minor: boolean,
  calendar: CalendarSegment['kind'],
  definition: Definition,
): TimeCategory {
  if (calendar === 'unscheduled') {
    return state === 'producing' && definition.overtime === 'counted' ? 'producing' : 'unscheduled';
  }
  if (calendar === 'break' && state !== 'producing' && state !== 'unknown') return 'plannedStop';
  switch (state) {
    case 'down':
      return minor ? 'minorStop' : 'down';
    case 'minor_stop':
      return 'minorStop';
    case 'planned_stop':
      return 'plannedStop';
    default:
      return state;
  }
}

function silenceSteps(silences: readonly Silence[], definitions: readonly Definition[]): Step<boolean>[] {
  const steps: Step<boolean>[] = [];
  for (const { after, until } of silences) {
    const start = after + definitionAt(definitions, after).stalenessSeconds * 1000;
    if (start >= until) continue;
    steps.push({ at: start, value: true }, { at: until, value: false });
  }
  return steps;
}

/** Start of the silence that lasts beyond `to`, if one does. */
function silentFrom(silent: readonly Step<boolean>[], to: number): number {
  const end = silent.at(-1);
  return end && end.at >= to ? (silent.at(-2)?.at ?? to) : Number.POSITIVE_INFINITY;
}

function cutPoints(input: TimeInput, silent: readonly Step<boolean>[]): number[] {
  const { from, to, tracks, segments, definitions } = input;
  const cuts = new Set<number>([from, to]);
  const add = (at: number) => {
    if (at > from && at < to) cuts.add(at);
  };
  for (const track of [tracks.states, tracks.products, tracks.alarms, silent]) for (const step of track) add(step.at);
  for (const segment of segments) add(segment.from);
  for (const definition of definitions) add(definition.effectiveFrom);
  return [...cuts].sort((a, b) => a - b);
}
