import {
  addMonths,
  correctionOf,
  countedUntil,
  dayOf,
  elapsedShare,
  figureOf,
  isHeldOn,
  lastDayOf,
  rankRegions,
  standingOf,
  sumOf,
} from '@takt/model/targets';
import { describe, expect, it } from 'vitest';

describe('a certificate', () => {
  const held = { issuedOn: '2026-03-10', withdrawnOn: null, validUntil: null, state: 'valid' as const };
  it('counts from the day it was issued', () => {
    expect(isHeldOn(held, '2026-03-09')).toBe(false);
    expect(isHeldOn(held, '2026-03-10')).toBe(true);
    expect(isHeldOn({ ...held, state: 'warned' }, '2026-12-31')).toBe(true);
  });
  it('counts on its last day, and not on the day it is withdrawn', () => {
    expect(isHeldOn({ ...held, validUntil: '2026-06-30', state: 'expired' }, '2026-06-30')).toBe(true);
    expect(isHeldOn({ ...held, validUntil: '2026-06-30', state: 'expired' }, '2026-07-01')).toBe(false);
    expect(isHeldOn({ ...held, withdrawnOn: '2026-06-30', state: 'withdrawn' }, '2026-06-29')).toBe(true);
    expect(isHeldOn({ ...held, withdrawnOn: '2026-06-30', state: 'withdrawn' }, '2026-06-30')).toBe(false);
  });
  it('that ended on a day nobody wrote down counts never', () => {
    expect(isHeldOn({ ...held, state: 'withdrawn' }, '2026-04-01')).toBe(false);
    expect(isHeldOn({ ...held, state: 'expired' }, '2026-04-01')).toBe(false);
  });
});

describe('amounts', () => {
  it('are summed by part and whole, so that shares are not averaged', () => {
    expect(
      figureOf(
        sumOf([
          { part: 1, whole: 1 },
          { part: 0, whole: 3 },
        ]),
      ),
    ).toBe(0.25);
    expect(figureOf(sumOf([{ part: 2 }, { part: 3 }]))).toBe(5);
    expect(figureOf({ part: 0, whole: 0 })).toBeNull();
  });
});

describe('the order of regions', () => {
  const region = (name: string, achieved: number | null, plan: number | null) => ({ region: name, achieved, plan });
  it('goes by share, then by what was achieved; equals share a rank, and the next is left out', () => {
    const ranked = rankRegions([
      region('d', 5, 10),
      region('c', 5, 10),
      region('b', 10, 20),
      region('a', 9, 10),
      region('e', 1, 10),
    ]);
    expect(ranked.map(({ region: name, rank }) => [name, rank])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 3],
      ['e', 5],
    ]);
  });
  it('puts those without a plan last, without a rank', () => {
    const ranked = rankRegions([region('a', 100, null), region('b', 0, 10), region('c', 3, 0), region('d', null, 5)]);
    expect(ranked.map(({ region: name, rank }) => [name, rank])).toEqual([
      ['b', 1],
      ['a', null],
      ['c', null],
      ['d', null],
    ]);
  });
});

describe('how a plan stands', () => {
  const range = (low: number, median: number, high: number) => ({ kind: 'range', low, median, high }) as const;
  const at = (achieved: number, forecast: Parameters<typeof standingOf>[0]['forecast'], elapsed = 0.5) =>
    standingOf({ plan: 10, achieved, forecast, elapsed });
  it('follows the forecast where there is one', () => {
    expect(at(10, range(10, 10, 10))).toBe('met');
    expect(at(5, range(9, 10, 12))).toBe('on_track');
    expect(at(5, range(7, 9, 10))).toBe('uncertain');
    expect(at(5, range(6, 7, 9))).toBe('behind');
  });
  it('follows the calendar where there is none', () => {
    expect(at(5, { kind: 'none' })).toBe('on_track');
    expect(at(4, { kind: 'few', stage: 'plan', seen: 0, needed: 8 })).toBe('behind');
  });
  it('is behind once the year is over', () => {
    expect(at(9, range(12, 12, 12), 1)).toBe('behind');
    expect(standingOf({ plan: null, achieved: 3, forecast: { kind: 'none' }, elapsed: 0 })).toBe('no_plan');
  });
});

describe('a correction', () => {
  it('says why a month is not what it was frozen as', () => {
    expect(correctionOf({ before: 5, after: 5, recordedSince: 3 })).toBeUndefined();
    expect(correctionOf({ before: 5, after: 7, recordedSince: 2 })).toBe('registered_late');
    expect(correctionOf({ before: 5, after: 4, recordedSince: 0 })).toBe('withdrawn_back');
    expect(correctionOf({ before: 5, after: 5.5, recordedSince: 2 })).toBe('changed');
  });
});

describe('the calendar of plans', () => {
  it('is the one on the wall of the city', () => {
    expect(dayOf(Date.UTC(2026, 10, 30, 16), 'Asia/Shanghai')).toBe('2026-12-01');
    expect(lastDayOf('2028-02')).toBe('2028-02-29');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
    expect(countedUntil(2025, '2026-03-01')).toBe('2025-12-31');
    expect(countedUntil(2026, '2026-03-01')).toBe('2026-03-01');
  });
  it('knows how much of a year is over', () => {
    expect(elapsedShare(2026, '2026-12-31')).toBe(1);
    expect(elapsedShare(2026, '2025-12-31')).toBe(0);
    expect(elapsedShare(2026, '2026-01-01')).toBeCloseTo(1 / 365);
  });
});
