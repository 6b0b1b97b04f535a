import {
  addMonths,
  certificateSpan,
  correctionOf,
  countedUntil,
  countOn,
  dayOf,
  elapsedShare,
  figureOf,
  lastDayOf,
  rankRegions,
  standingOf,
  sumOf,
  yearSpan,
} from '@takt/model/targets';
import { describe, expect, it } from 'vitest';

describe('a certificate', () => {
  const held = { issuedOn: '2026-03-10', withdrawnOn: null, validUntil: null, state: 'valid' as const };
  const counts = (certificate: Parameters<typeof certificateSpan>[0], day: string) => {
    const span = certificateSpan(certificate);
    const holdings = span ? [{ ...span, region: 'a', indicator: 'digital_workshops' as const, count: 2 }] : [];
    return countOn(holdings, [day]).get('digital_workshops')?.get('a')?.[0] ?? 0;
  };
  it('counts from the day it was issued', () => {
    expect(counts(held, '2026-03-09')).toBe(0);
    expect(counts(held, '2026-03-10')).toBe(2);
    expect(counts({ ...held, state: 'warned' }, '2030-12-31')).toBe(2);
  });
  it('counts on its last day, and not on the day it is withdrawn', () => {
    const expired = { ...held, validUntil: '2026-06-30', state: 'expired' as const };
    const withdrawn = { ...held, withdrawnOn: '2026-06-30', state: 'withdrawn' as const };
    expect([counts(expired, '2026-06-30'), counts(expired, '2026-07-01')]).toEqual([2, 0]);
    expect([counts(withdrawn, '2026-06-29'), counts(withdrawn, '2026-06-30')]).toEqual([2, 0]);
    expect(counts({ ...expired, withdrawnOn: '2026-05-01' }, '2026-05-01')).toBe(0);
  });
  it('that ended on a day nobody wrote down counts never', () => {
    expect(counts({ ...held, state: 'withdrawn' }, '2026-04-01')).toBe(0);
    expect(counts({ ...held, state: 'expired' }, '2026-04-01')).toBe(0);
  });
});

describe('what counts in a year', () => {
  it('counts from its day to the last of the year', () => {
    const days = ['2025-12-31', '2026-02-01', '2026-02-02', '2026-12-31', '2027-01-01'];
    const holding = { ...yearSpan('2026-02-02'), region: 'a', indicator: 'retrofit_projects' as const, count: 1 };
    expect(countOn([holding, holding], days).get('retrofit_projects')?.get('a')).toEqual([0, 0, 2, 2, 0]);
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
