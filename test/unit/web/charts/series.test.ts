// What charts draw: shares that reach the whole, gaps that stay gaps, ticks on round local times.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapThreshold, type HistoryPoint, withGaps } from '../../../../web/src/charts/history-points.ts';
import { pareto } from '../../../../web/src/charts/pareto.ts';
import { significant } from '../../../../web/src/charts/significant.ts';
import { timeTicks } from '../../../../web/src/charts/time-axis.ts';

const minute = 60_000;
const hour = 60 * minute;
const point = (at: number): HistoryPoint => ({ at, min: 0, max: 2, mean: 1, last: 1, count: 3 });

describe('pareto', () => {
  it('sorts, and its cumulative share rises to one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1 }), (values) => {
        const rows = pareto(values, (value) => value);
        rows.slice(1).forEach((row, index) => {
          expect(row.value).toBeLessThanOrEqual(rows[index]?.value ?? 0);
          expect(row.cumulative).toBeGreaterThan(rows[index]?.cumulative ?? 0);
        });
        expect(rows.at(-1)?.cumulative).toBeCloseTo(1, 9);
      }),
    );
  });

  it('ends below one where only the top of a larger total is listed', () => {
    expect(pareto([30, 20], (value) => value, 100).map(({ cumulative }) => cumulative)).toEqual([0.3, 0.5]);
  });
});

describe('withGaps', () => {
  it('breaks the line where readings stopped', () => {
    const points = [0, 1, 2, 30, 31].map((minutes) => point(minutes * minute));
    const line = withGaps(points, gapThreshold(points, minute));
    expect(line.map((entry) => 'gap' in entry)).toEqual([false, false, false, true, false, false]);
  });

  it('does not break the line of a signal that is slow everywhere', () => {
    const points = [0, 10, 21, 30].map((minutes) => point(minutes * minute));
    expect(withGaps(points, gapThreshold(points, minute))).toEqual(points);
  });
});

describe('timeTicks', () => {
  it('stand on round local hours, also in zones off the full hour', () => {
    const from = Date.parse('2026-03-02T07:10:00+05:30');
    const ticks = timeTicks(from, from + 4 * hour, 6, 'Asia/Kolkata');
    expect(ticks.map(({ at }) => new Date(at + 5.5 * hour).toISOString().slice(11, 16))).toEqual([
      '08:00',
      '09:00',
      '10:00',
      '11:00',
    ]);
  });

  it('mark local midnight and keep to the wall clock when summer time begins', () => {
    const from = Date.parse('2026-03-28T12:00:00+01:00');
    const ticks = timeTicks(from, Date.parse('2026-03-29T18:00:00+02:00'), 6, 'Europe/Berlin');
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' });
    expect(ticks.map(({ at }) => clock.format(at))).toEqual(['12:00', '18:00', '00:00', '06:00', '12:00', '18:00']);
    expect(ticks.map(({ midnight }) => midnight)).toEqual([false, false, true, false, false, false]);
  });

  it('are at most as many as asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 62 * 24 * 60 }), fc.integer({ min: 2, max: 20 }), (minutes, most) => {
        const from = Date.parse('2026-01-05T00:00:00Z');
        expect(timeTicks(from, from + minutes * minute, most, 'Asia/Shanghai').length).toBeLessThanOrEqual(most + 1);
      }),
    );
  });
});

describe('significant', () => {
  it('writes enough digits to tell values apart', () => {
    expect(significant(0.12345, 'en')).toBe('0.123');
    expect(significant(12.3456, 'en')).toBe('12.35');
    expect(significant(123456.7, 'en')).toBe('123,457');
    expect(significant(0, 'en')).toBe('0');
    expect(significant(0.00000123, 'en')).toBe('1.230e-6');
  });
});
