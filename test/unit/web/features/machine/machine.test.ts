// A closer look at a history stays in the past; gaps are told by length and by whether they last; counts and pace add up.
import type { KpiRow, StateInterval } from '@takt/model/api';
import { defaultDefinition } from '@takt/model/definition';
import { emptyFacts, type Facts } from '@takt/model/facts';
import { kpisOf } from '@takt/model/kpi';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countsOf, ratesOf } from '../../../../../web/src/features/machine/counts.ts';
import { gapsOf } from '../../../../../web/src/features/machine/coverage.ts';
import {
  canMove,
  type Move,
  moved,
  narrowestMs,
  widestMs,
} from '../../../../../web/src/features/machine/history-view.ts';
import { delayMs, messageKey } from '../../../../../web/src/features/machine/messages.ts';

const hour = 3_600_000;
const interval = (from: number, to: number, category: StateInterval['category']) => ({ from, to, category });

describe('looking closer at a history', () => {
  const end = 100 * hour;

  test('halves around the middle and doubles back', () => {
    const view = { from: 10 * hour, to: 18 * hour };
    const closer = moved(view, 'in', end);
    expect(closer).toEqual({ from: 12 * hour, to: 16 * hour });
    expect(moved(closer, 'out', end)).toEqual(view);
  });

  test('goes aside by half of what is seen', () => {
    expect(moved({ from: 10 * hour, to: 12 * hour }, 'earlier', end)).toEqual({ from: 9 * hour, to: 11 * hour });
  });

  test('never shows what lies ahead, whatever is pressed', () => {
    const move = fc.constantFrom<Move>('in', 'out', 'earlier', 'later');
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let view = { from: end - 8 * hour, to: end };
        for (const next of moves) view = moved(view, next, end);
        expect(view.to).toBeLessThanOrEqual(end);
        expect(view.to - view.from).toBeGreaterThanOrEqual(narrowestMs);
        expect(view.to - view.from).toBeLessThanOrEqual(widestMs);
      }),
    );
  });

  test('a move that changes nothing is not offered', () => {
    expect(canMove({ from: end - hour, to: end }, 'later', end)).toBe(false);
    expect(canMove({ from: end - hour, to: end }, 'earlier', end)).toBe(true);
    expect(canMove({ from: end - narrowestMs, to: end }, 'in', end)).toBe(false);
    expect(canMove({ from: end - widestMs, to: end }, 'out', end)).toBe(false);
  });
});

describe('gaps', () => {
  test('are joined across minutes and sorted by length', () => {
    const gaps = gapsOf(
      [
        interval(0, hour, 'unknown'),
        interval(hour, 2 * hour, 'producing'),
        interval(2 * hour, 3 * hour, 'unknown'),
        interval(3 * hour, 5 * hour, 'unknown'),
        interval(5 * hour, 9 * hour, 'producing'),
      ],
      9 * hour,
    );
    expect(gaps).toEqual({
      silentSince: undefined,
      count: 2,
      longest: [
        { from: 2 * hour, to: 5 * hour },
        { from: 0, to: hour },
      ],
    });
  });

  test('one that lasts until now says since when it is silent', () => {
    const intervals = [interval(0, hour, 'producing'), interval(hour, 4 * hour, 'unknown')];
    expect(gapsOf(intervals, 4 * hour + 5000).silentSince).toBe(hour);
  });

  test('of a range that is over, one that ended before is none', () => {
    expect(gapsOf([interval(0, hour, 'unknown'), interval(hour, 2 * hour, 'idle')], 2 * hour).silentSince).toBe(
      undefined,
    );
    expect(gapsOf([], hour)).toEqual({ silentSince: undefined, count: 0, longest: [] });
  });
});

describe('counts and pace', () => {
  const row = (facts: Partial<Facts>): KpiRow => {
    const full = { ...emptyFacts(), ...facts };
    return {
      key: 'machine:m',
      name: 'M',
      from: '2026-03-02T00:00:00Z',
      to: '2026-03-02T08:00:00Z',
      coverage: 1,
      weak: false,
      facts: full,
      ...kpisOf(full),
      definition: { ...defaultDefinition, mixed: false },
    };
  };

  test('leave out what a device does not count, but not what a person asks for first', () => {
    const counts = countsOf({ ...emptyFacts(), good: 10, busyMs: 2 * hour, energyWh: 500 }, undefined);
    expect(counts.map(({ field, value, perHour }) => [field, value, perHour])).toEqual([
      ['good', 10, 5],
      ['scrap', 0, 0],
      ['produced', 0, 0],
      ['energyWh', 500, 250],
    ]);
  });

  test("show the device's own energy reading in the unit of the facts", () => {
    const live = {
      machine: 'm',
      connection: 'online' as const,
      lastSeenAt: 1,
      signals: { energy_kwh: { signal: 'energy_kwh', value: 1.5, at: 1 } },
    };
    expect(countsOf(emptyFacts(), live).find(({ field }) => field === 'energyWh')).toMatchObject({
      reading: 1500,
      perHour: undefined,
    });
  });

  test('the ideal is that of what was made; of the registry where nothing was', () => {
    const made = row({ produced: 60, busyMs: 2 * hour, runMs: hour, idealMs: 60 * 30_000 });
    expect(ratesOf(made, 45)).toEqual({ planned: 30, running: 60, ideal: 120 });
    expect(ratesOf(row({ busyMs: hour }), 45)).toEqual({ planned: 0, running: undefined, ideal: 80 });
  });
});

describe('messages', () => {
  const message = (receivedAt: number, value: number) => ({
    at: 900,
    receivedAt,
    topic: 'takt/v1/s/m/telemetry',
    bytes: 20,
    samples: [{ signal: 'good', value, at: 900 }],
  });

  test('of one moment are told apart by what they say', () => {
    expect(messageKey(message(1000, 1))).not.toBe(messageKey(message(1000, 2)));
  });

  test('are late by the time from the stamp to the server', () => {
    expect(delayMs(message(1000, 1))).toBe(100);
  });
});
