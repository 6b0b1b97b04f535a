// The fold: every second in one category, counters counted once, the same facts whatever the order of arrival.

import { type Definition, defaultDefinition } from '@takt/model/definition';
import {
  type CalendarSegment,
  contextMs,
  type FactRow,
  fold,
  lengthMs,
  type Reading,
  timeFields,
} from '@takt/model/facts';
import { machineStates } from '@takt/model/signals';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const t0 = Date.UTC(2026, 0, 5, 8);
const minute = 60_000;
const at = (minutes: number) => t0 + minutes * minute;

interface Case {
  readings: Reading[];
  from?: number;
  to?: number;
  knownUntil?: number;
  segments?: CalendarSegment[];
  definition?: Partial<Definition>;
  outlet?: boolean;
  idealCycleMs?: number;
}

function run(input: Case) {
  const from = input.from ?? t0;
  const to = input.to ?? at(60);
  const definition: Definition = { ...defaultDefinition, version: 1, ...input.definition };
  const knownUntil = input.knownUntil ?? to + contextMs([definition]);
  return fold({
    machine: 'm',
    idealCycleMs: input.idealCycleMs ?? 30_000,
    outlet: input.outlet ?? true,
    from,
    to,
    knownUntil,
    readings: input.readings,
    silences: silencesOf(input.readings, from - contextMs([definition]), knownUntil),
    segments: input.segments ?? [{ from, to, kind: 'scheduled' }],
    definitions: [definition],
  });
}

/** Silences of at least ten seconds as a store reports them. */
function silencesOf(readings: readonly Reading[], from: number, until: number) {
  const times = [...new Set(readings.map((reading) => reading.at))]
    .sort((a, b) => a - b)
    .filter((time) => time < until);
  const edges = [Number.NEGATIVE_INFINITY, ...times, until];
  return edges
    .slice(1)
    .map((end, index) => ({ after: edges[index] ?? 0, until: end }))
    .filter((silence) => silence.until > from && silence.until - silence.after > 10_000);
}

function sum(rows: readonly FactRow[]) {
  const total = Object.fromEntries(Object.keys(rows[0] ?? {}).map((key) => [key, 0])) as unknown as FactRow;
  for (const row of rows) {
    for (const [key, value] of Object.entries(row)) {
      if (typeof value === 'number') (total as unknown as Record<string, number>)[key] = (total as never)[key] + value;
    }
  }
  return total;
}

const alive = (minutes: number, state = 'producing'): Reading[] =>
  Array.from({ length: minutes + 1 }, (_, index) => ({ signal: 'state', at: at(index), value: state }));

describe('time', () => {
  it('is unknown before the first reading and once staleness has passed after the last', () => {
    const facts = sum(run({ readings: [{ signal: 'state', at: at(10), value: 'producing' }] }).rows);
    expect(facts.producingMs).toBe(10 * minute);
    expect(facts.unknownMs).toBe(50 * minute);
  });

  it('keeps a state alive by any reading of the machine', () => {
    const readings: Reading[] = [{ signal: 'state', at: t0, value: 'producing' }];
    for (let m = 0; m < 60; m += 5) readings.push({ signal: 'energy_kwh', at: at(m), value: m });
    expect(sum(run({ readings }).rows).producingMs).toBe(60 * minute);
  });

  it('counts a short down as a minor stop and a long one as down with one failure', () => {
    const readings = alive(60);
    readings.push({ signal: 'state', at: at(10) + 1, value: 'down' });
    const long = alive(60).map((r) => (r.at >= at(20) && r.at < at(30) ? { ...r, value: 'down' } : r));
    const short = sum(run({ readings }).rows);
    expect(short.minorStopMs).toBe(minute - 1);
    expect(short.failures).toBe(0);
    const facts = sum(run({ readings: long }).rows);
    expect(facts.downMs).toBe(10 * minute);
    expect(facts.repairMs).toBe(10 * minute);
    expect(facts.failures).toBe(1);
  });

  it('judges a stop at the edge of the range by its whole length', () => {
    const readings = alive(60).map((r) => (r.at >= at(8) && r.at < at(20) ? { ...r, value: 'down' } : r));
    const first = sum(run({ readings, to: at(10) }).rows);
    const second = sum(run({ readings, from: at(10) }).rows);
    expect(first.downMs).toBe(2 * minute);
    expect(first.failures).toBe(1);
    expect(second.downMs).toBe(10 * minute);
    expect(second.failures).toBe(0);
  });

  it('leaves unscheduled time to the calendar unless the machine produces', () => {
    const segments: CalendarSegment[] = [
      { from: t0, to: at(20), kind: 'scheduled' },
      { from: at(20), to: at(30), kind: 'break' },
      { from: at(30), to: at(60), kind: 'unscheduled' },
    ];
    const readings = alive(60, 'idle').map((r) => (r.at >= at(40) && r.at < at(50) ? { ...r, value: 'producing' } : r));
    const facts = sum(run({ readings, segments }).rows);
    expect(facts).toMatchObject({
      idleMs: 20 * minute,
      plannedStopMs: 10 * minute,
      producingMs: 10 * minute,
      unscheduledMs: 20 * minute,
    });
    const strict = sum(run({ readings, segments, definition: { overtime: 'unscheduled' } }).rows);
    expect(strict).toMatchObject({ producingMs: 0, unscheduledMs: 30 * minute });
  });

  it('counts setup and planned stops as busy time only where the definition says so', () => {
    const readings = alive(60, 'setup').map((r) => (r.at >= at(30) ? { ...r, value: 'planned_stop' } : r));
    expect(sum(run({ readings }).rows).busyMs).toBe(30 * minute);
    expect(sum(run({ readings, definition: { setup: 'planned' } }).rows).busyMs).toBe(0);
    expect(sum(run({ readings, definition: { plannedStop: 'loss' } }).rows).busyMs).toBe(60 * minute);
  });
});

describe('counters', () => {
  const count = (signal: string, ...values: [number, number][]): Reading[] =>
    values.map(([m, value]) => ({ signal, at: at(m), value }));

  it('takes the first reading as a baseline and counts increases', () => {
    const facts = sum(run({ readings: [...alive(60), ...count('good', [5, 3035], [20, 3036], [30, 3037])] }).rows);
    expect(facts).toMatchObject({ good: 2, produced: 2, output: 2, idealMs: 60_000 });
  });

  it('does not count backwards at a reset, but what came after it', () => {
    const facts = sum(run({ readings: [...alive(60), ...count('good', [5, 100], [20, 110], [30, 4])] }).rows);
    expect(facts.good).toBe(14);
  });

  it('passes over a wild reading between two that agree, and reports it', () => {
    const result = run({ readings: [...alive(60), ...count('good', [5, 100], [20, 1e9], [30, 101])] });
    expect(sum(result.rows).good).toBe(1);
    expect(result.jumps).toEqual([{ signal: 'good', at: at(20), from: 100, to: 1e9 }]);
  });

  it('takes a jump that lasts as a new baseline', () => {
    const result = run({ readings: [...alive(60), ...count('good', [5, 100], [20, 1e9], [30, 1e9 + 2])] });
    expect(sum(result.rows).good).toBe(2);
    expect(result.jumps).toHaveLength(1);
  });

  it('counts a reading at the very end of a range inside it', () => {
    const facts = sum(run({ readings: [...alive(60), ...count('good', [0, 0], [60, 9])] }).rows);
    expect(facts.good).toBe(9);
  });

  it('derives produced from good and scrap, or good from produced and scrap; else nobody judged', () => {
    const both = [...alive(60), ...count('good', [0, 0], [10, 8]), ...count('scrap', [0, 0], [10, 2])];
    expect(sum(run({ readings: both }).rows)).toMatchObject({ produced: 10, good: 8, scrap: 2, unjudged: 0 });
    const total = [...alive(60), ...count('produced', [0, 0], [10, 10]), ...count('scrap', [0, 0], [10, 2])];
    expect(sum(run({ readings: total }).rows)).toMatchObject({ produced: 10, good: 8, scrap: 2, unjudged: 0 });
    const only = [...alive(60), ...count('produced', [0, 0], [10, 10])];
    expect(sum(run({ readings: only }).rows)).toMatchObject({ produced: 10, good: 0, unjudged: 10 });
  });

  it('keeps the baseline over readings without a value', () => {
    const readings = [...alive(60), ...count('good', [5, 10], [30, 12]), { signal: 'good', at: at(10), value: null }];
    expect(sum(run({ readings }).rows).good).toBe(2);
  });

  it('books pieces and time on the product in force, with the cycle the device announced', () => {
    const readings: Reading[] = [
      ...alive(60),
      { signal: 'product', at: t0, value: 'A' },
      { signal: 'product', at: at(30), value: 'B' },
      { signal: 'ideal_cycle_s', at: at(30), value: 10 },
      ...count('good', [0, 0], [20, 5], [40, 8]),
    ];
    const rows = run({ readings }).rows;
    const of = (product: string) => sum(rows.filter((row) => row.product === product));
    expect(of('A')).toMatchObject({ good: 5, idealMs: 150_000, producingMs: 30 * minute });
    expect(of('B')).toMatchObject({ good: 3, idealMs: 30_000, producingMs: 30 * minute });
  });
});

const readingArbitrary = fc.record({
  at: fc.integer({ min: t0 - 40 * minute, max: at(100) }),
  signal: fc.constantFrom('state', 'good', 'scrap', 'produced', 'energy_kwh', 'product', 'temperature'),
  number: fc.integer({ min: 0, max: 500 }),
  state: fc.constantFrom(...machineStates),
});
const readingsArbitrary = fc.array(readingArbitrary, { maxLength: 60 }).map((list) => {
  const byKey = new Map<string, Reading>();
  for (const { at: time, signal, number, state } of list) {
    const value = signal === 'state' ? state : signal === 'product' ? `p${number % 3}` : number;
    byKey.set(`${signal} ${time}`, { signal, at: time, value });
  }
  return [...byKey.values()];
});

describe('invariants', () => {
  it('times of every minute add up to its length', () => {
    fc.assert(
      fc.property(readingsArbitrary, (readings) => {
        const rows = run({ readings }).rows;
        const minutes = Map.groupBy(rows, (row) => row.start);
        expect(minutes.size).toBe(60);
        for (const group of minutes.values())
          expect(group.reduce((total, row) => total + lengthMs(row), 0)).toBe(minute);
        for (const row of rows) for (const field of timeFields) expect(row[field]).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('readings in any order, sent twice, give the same facts', () => {
    fc.assert(
      fc.property(
        readingsArbitrary,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (readings, random) => {
          const shuffled = [...readings]
            .map((reading) => ({ reading, key: random.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ reading }) => reading);
          expect(run({ readings: shuffled }).rows).toEqual(run({ readings }).rows);
        },
      ),
    );
  });

  it('a range folded in two parts gives the same facts as in one', () => {
    fc.assert(
      fc.property(readingsArbitrary, fc.integer({ min: 1, max: 59 }), (readings, cut) => {
        const quiet = readings.filter((reading) => reading.signal === 'state' || reading.signal === 'product');
        const whole = run({ readings: quiet }).rows;
        const parts = [...run({ readings: quiet, to: at(cut) }).rows, ...run({ readings: quiet, from: at(cut) }).rows];
        expect(parts).toEqual(whole);
      }),
    );
  });
});
