// A lane shows every stretch once, finds the one under the pointer, and can be walked with the keyboard.
import type { StateInterval } from '@takt/model/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalAt, joinIntervals, laneSummary, stepTo } from '../../../../web/src/charts/timeline-lane.ts';

const categories = ['producing', 'down', 'idle', 'unknown'] as const;
const lane = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 600_000 }), fc.constantFrom(...categories)), { maxLength: 60 })
  .map((parts) => {
    let at = 0;
    return parts.map(([length, category]): StateInterval => {
      const from = at;
      at += length;
      return { from, to: at, category };
    });
  });

describe('joinIntervals', () => {
  it('keeps the time of every category and leaves no equal neighbours', () => {
    fc.assert(
      fc.property(lane, (intervals) => {
        const joined = joinIntervals(intervals);
        const end = intervals.at(-1)?.to ?? 0;
        expect(laneSummary(joined, 0, end)).toEqual(laneSummary(intervals, 0, end));
        joined.slice(1).forEach((interval, index) => {
          expect(interval.category).not.toBe(joined[index]?.category);
        });
      }),
    );
  });

  it('keeps stops with different alarms apart', () => {
    const stops: StateInterval[] = [
      { from: 0, to: 10, category: 'down', alarm: 'E1' },
      { from: 10, to: 20, category: 'down', alarm: 'E2' },
    ];
    expect(joinIntervals(stops)).toEqual(stops);
  });
});

describe('intervalAt', () => {
  it('finds the interval that holds the moment', () => {
    fc.assert(
      fc.property(lane, fc.nat(600_000 * 60), (intervals, at) => {
        const slow = intervals.findIndex(({ from, to }) => at >= from && at < to);
        expect(intervalAt(intervals, at)).toBe(slow);
      }),
    );
  });
});

describe('stepTo', () => {
  const three: StateInterval[] = [0, 1, 2].map((from) => ({ from, to: from + 1, category: 'idle' }));

  it('walks with the arrows and stops at the ends', () => {
    expect(stepTo(three, 1, 'ArrowLeft')).toBe(0);
    expect(stepTo(three, 0, 'ArrowLeft')).toBe(0);
    expect(stepTo(three, 2, 'ArrowRight')).toBe(2);
    expect(stepTo(three, 0, 'End')).toBe(2);
    expect(stepTo([], 0, 'End')).toBe(-1);
  });
});

describe('laneSummary', () => {
  it('counts only what lies in the range, longest first', () => {
    const intervals: StateInterval[] = [
      { from: 0, to: 10, category: 'down' },
      { from: 10, to: 40, category: 'producing' },
    ];
    expect(laneSummary(intervals, 5, 30)).toEqual([
      { category: 'producing', ms: 20 },
      { category: 'down', ms: 5 },
    ]);
  });
});
