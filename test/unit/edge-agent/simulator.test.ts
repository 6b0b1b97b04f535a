// Proves the simulated plant: a pure function of time and seed, believable in what it reports.
import { dayNumberOf } from '@takt/model/calendar';
import { isMachineState } from '@takt/model/signals';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSimulatedPlant,
  type SimulatorConfig,
  simulatorSchema,
} from '../../../edge-agent/src/drivers/simulator/index.ts';
import type { Reading } from '../../../edge-agent/src/outbox/index.ts';

const config = (seed = 7, change: Partial<SimulatorConfig> = {}) => ({
  ...simulatorSchema.parse({
    kind: 'simulator',
    seed,
    timeZone: 'Asia/Shanghai',
    calendars: {
      day: {
        name: 'Day',
        shifts: [{ code: 'd', name: 'Day', start: '08:00', end: '20:00', breaks: [{ start: '12:00', end: '12:40' }] }],
      },
    },
    lines: [
      {
        code: 'l1',
        calendar: 'day',
        products: [{ code: 'p1' }, { code: 'p2', cycleFactor: 1.2 }],
        machines: [
          { code: 'a', idealCycleSeconds: 50 },
          { code: 'b', idealCycleSeconds: 60, breakdownEveryHours: 3 },
          { code: 'c', idealCycleSeconds: 45, process: 'assembly' },
        ],
      },
    ],
  }),
  ...change,
});
const hour = 3_600_000;
/** 08:00 in Shanghai. */
const dayStart = Date.UTC(2024, 4, 6, 0);
const day = (seed = 7, machine = 'b') =>
  createSimulatedPlant(config(seed)).readings(machine, dayStart, dayStart + 24 * hour);
const of = (readings: Reading[], signal: string) => readings.filter((reading) => reading.signal === signal);

describe('the simulated plant', () => {
  it('gives the same readings for the same seed, and others for another', () => {
    expect(day(7)).toEqual(day(7));
    expect(day(8)).not.toEqual(day(7));
    expect(day(7).length).toBeGreaterThan(1000);
  });

  it('gives the same readings wherever the time is cut, and in whatever order it is asked', () => {
    const from = dayStart - 30 * hour;
    const to = dayStart + 30 * hour;
    const whole = createSimulatedPlant(config()).readings('b', from, to);
    const cuts = fc.array(fc.integer({ min: from, max: to }), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, (places) => {
        const plant = createSimulatedPlant(config());
        const ends = [...places.sort((a, b) => a - b), to];
        const parts = ends.map((end, index) => [index === 0 ? from : (ends[index - 1] ?? from), end] as const);
        const found = parts.toReversed().map(([start, end]) => plant.readings('b', start, end));
        expect(found.toReversed().flat()).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('is in order of time', () => {
    const times = day().map((reading) => reading.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('counters begin the day at 0 and never go back in it', () => {
    for (const signal of ['good', 'scrap', 'rework', 'inspected', 'first_pass', 'energy_kwh']) {
      const values = of(day(), signal).map((reading) => Number(reading.value));
      expect(values[0]).toBe(0);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
  });

  it('states cover the schedule, with a life sign at least every minute', () => {
    const states = of(day(), 'state');
    expect(states.every((reading) => isMachineState(reading.value))).toBe(true);
    expect(states[0]?.at).toBe(dayStart);
    const gaps = states.map((reading, index) => (states[index + 1]?.at ?? dayStart + 24 * hour) - reading.at);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60_000);
    const within = (from: number, to: number) =>
      new Set(states.filter(({ at }) => at >= dayStart + from * hour && at < dayStart + to * hour).map((r) => r.value));
    expect(within(4, 4 + 2 / 3)).toEqual(new Set(['planned_stop']));
    expect(within(12, 24)).toEqual(new Set(['idle']));
    expect(within(0, 12)).toContain('producing');
    expect(within(0, 12)).toContain('down');
  });

  it('makes about as many pieces as its cycle time and its stops allow', () => {
    const states = of(day(), 'state');
    let producing = 0;
    for (const [index, reading] of states.entries())
      if (reading.value === 'producing') producing += (states[index + 1]?.at ?? reading.at) - reading.at;
    const pieces = Number(of(day(), 'good').at(-1)?.value) + Number(of(day(), 'scrap').at(-1)?.value);
    const cycle = producing / 1000 / pieces;
    expect(cycle).toBeGreaterThan(60);
    expect(cycle).toBeLessThan(60 * 1.2 * 1.15);
  });

  it('a breakdown has its alarm, which ends with it', () => {
    const alarms = of(day(), 'alarm').map((reading) => reading.value);
    expect(alarms.length).toBeGreaterThan(0);
    for (const [index, alarm] of alarms.entries()) expect(alarm === null).toBe(index % 2 === 1);
  });

  it('product and ideal cycle are told at the beginning of the day and at every change', () => {
    const products = of(day(), 'product');
    expect(products[0]?.at).toBe(dayStart);
    expect(new Set(products.map((reading) => reading.value))).toEqual(new Set(['p1', 'p2']));
    for (const { at, value } of products) {
      const ideal = of(day(), 'ideal_cycle_s').find((reading) => reading.at === at);
      expect(ideal?.value).toBe(value === 'p1' ? 60 : 72);
    }
  });

  it('a production day has as many hours as the clocks say, over a change of daylight saving', () => {
    const plant = createSimulatedPlant(config(7, { timeZone: 'Europe/Berlin' }));
    const spring = dayNumberOf(Date.UTC(2024, 2, 30, 12), 'Europe/Berlin');
    expect((plant.startOf(spring + 1) - plant.startOf(spring)) / hour).toBe(23);
    const readings = plant.readings('a', plant.startOf(spring), plant.startOf(spring + 1));
    expect(of(readings, 'state').at(-1)?.at).toBeGreaterThan(plant.startOf(spring + 1) - 60_001);
  });
});

describe('a retrofitted line', () => {
  const before = { slowness: 1.2, microStopsPerHour: 3, breakdownEveryHours: 0.5, scrapShare: 0.05 };
  const retrofitted = (from: string) => {
    const { lines, ...rest } = config();
    return createSimulatedPlant(
      simulatorSchema.parse({ ...rest, lines: lines.map((line) => ({ ...line, retrofit: { from, before } })) }),
    );
  };
  const dayOf = (plant: ReturnType<typeof createSimulatedPlant>) => plant.readings('b', dayStart, dayStart + 24 * hour);
  const last = (readings: Reading[], signal: string) => Number(of(readings, signal).at(-1)?.value);

  it('is what it is said to be from that production day on, and worse before', () => {
    const after = dayOf(retrofitted('2024-05-06'));
    const former = dayOf(retrofitted('2024-05-07'));
    expect(after).toEqual(day());
    expect(last(former, 'good')).toBeLessThan(0.9 * last(after, 'good'));
    const scrapShare = (readings: Reading[]) =>
      last(readings, 'scrap') / (last(readings, 'good') + last(readings, 'scrap'));
    expect(scrapShare(former)).toBeGreaterThan(scrapShare(after) + 0.02);
  });
});
