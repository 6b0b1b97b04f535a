import { forecastOf, leastDurations, simulateCompletions, type UnderWay } from '@takt/model/targets';
import { describe, expect, it } from 'vitest';

const seen = (stage: string, durations: readonly number[], ended = 0) => ({
  stage,
  durations,
  wentOn: durations.length,
  ended,
});
const many = (days: number, count = 20) => Array.from({ length: count }, () => days);
const waiting = (count: number, stage: string, sinceDays = 0, region = 'a'): UnderWay[] =>
  Array.from({ length: count }, () => ({ region, stage, sinceDays }));

describe('the forecast of what comes through by the end of a year', () => {
  it('is certain where every duration was the same', () => {
    const stages = [seen('review', many(10)), seen('decision', many(20))];
    const soon = simulateCompletions({ stages, underWay: waiting(3, 'review'), daysLeft: 30, seed: 1 });
    const late = simulateCompletions({ stages, underWay: waiting(3, 'review'), daysLeft: 29, seed: 1 });
    expect(soon.kind === 'runs' && forecastOf(5, soon.all)).toEqual({ kind: 'range', median: 8, low: 8, high: 8 });
    expect(late.kind === 'runs' && forecastOf(5, late.all)).toEqual({ kind: 'range', median: 5, low: 5, high: 5 });
  });

  it('counts the time something has been in its stage already', () => {
    const stages = [seen('review', many(10))];
    const input = { stages, underWay: waiting(1, 'review', 8), seed: 1 };
    const soon = simulateCompletions({ ...input, daysLeft: 2 });
    const late = simulateCompletions({ ...input, daysLeft: 1 });
    expect(soon.kind === 'runs' && soon.all.every((count) => count === 1)).toBe(true);
    expect(late.kind === 'runs' && late.all.every((count) => count === 0)).toBe(true);
  });

  it('draws only from durations longer than it has taken so far', () => {
    const stages = [seen('review', [...many(5, 50), ...many(40, 50)])];
    const result = simulateCompletions({ stages, underWay: waiting(1, 'review', 6), daysLeft: 33, seed: 1 });
    expect(result.kind === 'runs' && result.all.every((count) => count === 0)).toBe(true);
  });

  it('expects of many what the durations say: half of them within the median', () => {
    const durations = Array.from({ length: 200 }, (_, index) => index + 1);
    const result = simulateCompletions({
      stages: [seen('review', durations)],
      underWay: waiting(400, 'review'),
      daysLeft: 100,
      seed: 7,
    });
    const forecast = result.kind === 'runs' ? forecastOf(0, result.all) : undefined;
    if (forecast?.kind !== 'range') throw new Error('no range');
    expect(Math.abs(forecast.median - 200)).toBeLessThan(15);
    expect(forecast.low).toBeLessThan(forecast.median);
    expect(forecast.high).toBeGreaterThan(forecast.median);
  });

  it('holds the truth in about 80 % of cases: the range is no narrower than what it stands for', () => {
    let held = 0;
    const cases = 200;
    const random = lcg(3);
    for (let index = 0; index < cases; index++) {
      const draw = () => -60 * Math.log(1 - random());
      const durations = Array.from({ length: 25 }, draw);
      const truth = Array.from({ length: 30 }, draw).filter((days) => days <= 45).length;
      const result = simulateCompletions({
        stages: [seen('review', durations)],
        underWay: waiting(30, 'review'),
        daysLeft: 45,
        seed: index,
      });
      const forecast = result.kind === 'runs' ? forecastOf(0, result.all) : undefined;
      if (forecast?.kind === 'range' && forecast.low <= truth && truth <= forecast.high) held++;
    }
    expect(held / cases).toBeGreaterThan(0.75);
    expect(held / cases).toBeLessThan(0.93);
  });

  it('counts that some are stopped on the way', () => {
    const stages = [seen('review', many(1, 50), 50)];
    const result = simulateCompletions({ stages, underWay: waiting(100, 'review'), daysLeft: 100, seed: 5 });
    const forecast = result.kind === 'runs' ? forecastOf(0, result.all) : undefined;
    expect(forecast?.kind === 'range' && Math.abs(forecast.median - 50) < 8).toBe(true);
  });

  it('says of which stage too little was seen, and does not ask about stages that are behind', () => {
    const stages = [seen('review', many(1, leastDurations - 1)), seen('decision', many(1, leastDurations))];
    const input = { stages, daysLeft: 10, seed: 1 };
    expect(simulateCompletions({ ...input, underWay: waiting(1, 'review') })).toEqual({
      kind: 'few',
      stage: 'review',
      seen: leastDurations - 1,
      needed: leastDurations,
    });
    expect(simulateCompletions({ ...input, underWay: waiting(1, 'decision') }).kind).toBe('runs');
    expect(simulateCompletions({ ...input, underWay: [] }).kind).toBe('runs');
  });

  it('leaves out what is in none of the stages', () => {
    const result = simulateCompletions({
      stages: [seen('review', many(1))],
      underWay: waiting(1, 'draft'),
      daysLeft: 10,
      seed: 1,
    });
    expect(result.kind === 'runs' && result.all.every((count) => count === 0)).toBe(true);
  });

  it('adds up: each run of the city is the sum of its districts', () => {
    const result = simulateCompletions({
      stages: [seen('review', [1, 5, 9, 20, 30, 50, 80, 100])],
      underWay: [...waiting(10, 'review', 0, 'a'), ...waiting(5, 'review', 3, 'b')],
      daysLeft: 30,
      seed: 2,
    });
    if (result.kind !== 'runs') throw new Error('no runs');
    const [a, b] = [result.byRegion.get('a'), result.byRegion.get('b')];
    expect([...result.all]).toEqual([...result.all].map((_, run) => (a?.[run] ?? 0) + (b?.[run] ?? 0)));
  });

  it('is the same for the same seed', () => {
    const input = {
      stages: [seen('review', [1, 5, 9, 20, 30, 50, 80, 100])],
      underWay: waiting(9, 'review'),
      daysLeft: 30,
    };
    expect(simulateCompletions({ ...input, seed: 4 })).toEqual(simulateCompletions({ ...input, seed: 4 }));
  });
});

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
