// Owns the fold: the only place that turns events into facts. Pure; the same readings in any order give the same facts.
import { type Definition, defaultDefinition } from '../definition/index.ts';
import type { CounterSignal } from '../signals/index.ts';
import { emptyFacts, type FactRow, type Facts, minuteMs, type TimeField } from './facts.ts';
import { energyLimit, type Increment, incrementsOf, type Jump, pieceLimit } from './increments.ts';
import { type CalendarSegment, type Interval, intervalsOf, type Silence } from './intervals.ts';
import { type Reading, type Tracks, tracksOf } from './readings.ts';
import { valueAt } from './track.ts';

export interface FoldInput {
  machine: string;
  /** Planned run time per item of the registry (ISO 22400-2 PRI), ms; a device's `ideal_cycle_s` wins. */
  idealCycleMs: number;
  /** Whether good pieces of this machine are output of its line. */
  outlet: boolean;
  /** First minute to compute, epoch ms, a whole minute. */
  from: number;
  /** End, exclusive: a whole minute, or the present moment. */
  to: number;
  /** Up to when readings are complete: `to` plus the context, or the present moment. */
  knownUntil: number;
  /**
   * Mapped readings of the signals with meaning, in any order: those in [from − context, to + context) and each signal's last
   * one before. Context is {@link contextMs}.
   */
  readings: readonly Reading[];
  /** Silences longer than the shortest staleness in force that touch [from, to). */
  silences: readonly Silence[];
  /** Calendar, gapless over [from, to). */
  segments: readonly CalendarSegment[];
  definitions: readonly Definition[];
}

export interface FoldResult {
  /** One row per minute and product, ascending; the times of a minute's rows add up to its length within [from, to). */
  rows: FactRow[];
  intervals: Interval[];
  /** Counter readings in [from, to) that could not be true and were not counted. */
  jumps: Jump[];
  /** When the machine was last reported down before `to`; -Infinity where it was not. Later readings may still judge that stop anew. */
  downUntil: number;
}

/** How far around a range the fold must see to judge it, ms: the longest micro-stop threshold, and a minute for the counters. */
export function contextMs(definitions: readonly Definition[]): number {
  const thresholds = [defaultDefinition, ...definitions].map((definition) => definition.microStopSeconds);
  return Math.max(60, ...thresholds) * 1000;
}

const countedAs: Record<Exclude<CounterSignal, 'produced' | 'good' | 'scrap' | 'energy_kwh'>, keyof Facts> = {
  rework: 'rework',
  inspected: 'inspected',
  first_pass: 'firstPass',
};

/** Folds one machine's readings into facts (DESIGN §2). */
export function fold(input: FoldInput): FoldResult {
  const tracks = tracksOf(input.readings);
  const intervals = intervalsOf({ ...input, tracks });
  const book = createBook(input.machine);
  for (const interval of intervals) bookTime(book, interval);
  const jumps = bookCounts(book, input, tracks);
  return { rows: book.rows(), intervals, jumps, downUntil: downUntil(tracks, input.to) };
}

function downUntil({ states }: Tracks, to: number): number {
  const index = states.findLastIndex((step) => step.value === 'down' && step.at < to);
  return index < 0 ? Number.NEGATIVE_INFINITY : Math.min(states[index + 1]?.at ?? to, to);
}

type Book = ReturnType<typeof createBook>;

function createBook(machine: string) {
  const rows = new Map<number, Map<string, FactRow>>();
  return {
    at(moment: number, product: string): FactRow {
      const start = Math.floor(moment / minuteMs) * minuteMs;
      const minute = rows.get(start) ?? new Map<string, FactRow>();
      rows.set(start, minute);
      const row = minute.get(product) ?? { machine, start, product, ...emptyFacts() };
      minute.set(product, row);
      return row;
    },
    rows(): FactRow[] {
      return [...rows.values()]
        .flatMap((minute) => [...minute.values()])
        .sort((a, b) => a.start - b.start || (a.product < b.product ? -1 : 1));
    },
  };
}

function bookTime(book: Book, interval: Interval): void {
  const { category, definition } = interval;
  const field: TimeField = `${category}Ms`;
  const busy = isBusy(interval, definition);
  for (let start = interval.from; start < interval.to; ) {
    const end = Math.min(interval.to, (Math.floor(start / minuteMs) + 1) * minuteMs);
    const row = book.at(start, interval.product);
    const length = end - start;
    row[field] += length;
    if (busy) row.busyMs += length;
    if (category === 'producing' || category === 'minorStop') row.runMs += length;
    if (category === 'down') row.repairMs += length;
    start = end;
  }
  if (interval.failureStart && category === 'down') book.at(interval.from, interval.product).failures += 1;
}

/** Planned busy time (ISO 22400-2 PBT) under the definition; unknown time is neither busy nor idle. */
function isBusy({ category }: Interval, definition: Definition): boolean {
  switch (category) {
    case 'unscheduled':
    case 'unknown':
      return false;
    case 'plannedStop':
      return definition.plannedStop === 'loss';
    case 'setup':
      return definition.setup === 'loss';
    default:
      return true;
  }
}

function bookCounts(book: Book, input: FoldInput, tracks: Tracks): Jump[] {
  const jumps: Jump[] = [];
  const limit = pieceLimit(input.idealCycleMs);
  const inRange = (at: number) => at >= input.from && at < input.to;
  const read = (signal: CounterSignal): Increment[] => {
    const found = incrementsOf(signal, tracks.counters[signal], signal === 'energy_kwh' ? energyLimit : limit);
    jumps.push(...found.jumps.filter((jump) => inRange(jump.at - 1)));
    return found.increments.filter((increment) => inRange(increment.at));
  };
  const rowAt = (at: number) => book.at(at, productAt(tracks, at));
  bookPieces(input, tracks, { produced: read('produced'), good: read('good'), scrap: read('scrap') }, rowAt);
  for (const [signal, field] of Object.entries(countedAs)) {
    for (const { at, amount } of read(signal as CounterSignal)) rowAt(at)[field] += amount;
  }
  for (const { at, amount } of read('energy_kwh')) rowAt(at).energyWh += amount * 1000;
  return jumps;
}

// A message may announce its first product together with the pieces made of it.
function productAt(tracks: Tracks, at: number): string {
  return valueAt(tracks.products, at, undefined as string | undefined) ?? valueAt(tracks.products, at + 1, '');
}

interface Pieces {
  produced: Increment[];
  good: Increment[];
  scrap: Increment[];
}

/**
 * Produced absent: good + scrap. Good absent: produced − scrap where scrap is counted, else nobody judged the pieces.
 */
function bookPieces(input: FoldInput, tracks: Tracks, pieces: Pieces, rowAt: (at: number) => FactRow): void {
  const counts = (signal: CounterSignal, at: number) => {
    const first = tracks.counters[signal][0];
    return first !== undefined && first.at <= at + 1;
  };
  const make = (row: FactRow, at: number, amount: number) => {
    row.produced += amount;
    row.idealMs += amount * (valueAt(tracks.idealCycleMs, at + 1, 0) || input.idealCycleMs);
  };
  const approve = (row: FactRow, amount: number) => {
    row.good += amount;
    if (input.outlet) row.output += amount;
  };
  for (const { at, amount } of pieces.produced) {
    const row = rowAt(at);
    make(row, at, amount);
    if (counts('good', at)) continue;
    if (counts('scrap', at)) approve(row, amount);
    else row.unjudged += amount;
  }
  for (const { at, amount } of pieces.good) {
    const row = rowAt(at);
    approve(row, amount);
    if (!counts('produced', at)) make(row, at, amount);
  }
  for (const { at, amount } of pieces.scrap) {
    const row = rowAt(at);
    row.scrap += amount;
    if (!counts('produced', at)) make(row, at, amount);
    else if (!counts('good', at)) approve(row, -amount);
  }
}
