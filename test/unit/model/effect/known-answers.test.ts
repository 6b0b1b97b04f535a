// Statistics of effects against published answers and against another implementation.
import { pool } from '@takt/model/effect';
import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../../model/effect/estimate.ts';
import { varianceOfMean } from '../../../../model/effect/long-run.ts';
import { quantileOfT, tailsOfT } from '../../../../model/effect/student-t.ts';

describe("Student's t", () => {
  // Two-sided critical values, NIST/SEMATECH e-Handbook of Statistical Methods, §1.3.6.7.2.
  it.each([
    [0.95, 1, 12.706],
    [0.95, 5, 2.571],
    [0.95, 10, 2.228],
    [0.95, 30, 2.042],
    [0.99, 10, 3.169],
    [0.9, 20, 1.725],
    [0.99, 100, 2.626],
  ])('is exceeded with the probability of the tables: %f, %i degrees', (level, degrees, value) => {
    expect(quantileOfT(level, degrees)).toBeCloseTo(value, 3);
  });

  it('takes degrees that are not whole', () => {
    // scipy.stats.t
    expect(quantileOfT(0.99, 4.5)).toBeCloseTo(4.272823993, 8);
    expect(tailsOfT(1.8608, 17.776)).toBeCloseTo(0.0793965781, 9);
  });
});

describe('variance of the mean of days that depend on one another', () => {
  // Flow of the Nile at Aswan 1871–1898 (R data set Nile); expected by scipy.fft.dct(type 2, orthonormal).
  const nile = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
    1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100,
  ];
  it.each([
    [2, 1115.7164418666073],
    [4, 930.5191012361348],
    [6, 799.7453629910945],
  ])('is the mean of the first %i squared cosine coefficients', (cosines, variance) => {
    expect(varianceOfMean(nile, cosines)).toEqual({ variance: expect.closeTo(variance, 8), degrees: cosines });
  });

  it('is that of independent days where all cosines are used', () => {
    expect(varianceOfMean(nile, 27).variance).toBeCloseTo(650.8561507936508, 8);
  });
});

it('two windows are compared as Welch did: Student’s sleep data', () => {
  // R: t.test(extra ~ group, data = sleep): t = −1.8608, df = 17.776, p = 0.07939, interval −3.3654832 … 0.2054832.
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const all = (values: number[]) => {
    const value = values.reduce((a, b) => a + b, 0) / values.length;
    return { value, influence: Float64Array.from(values, (one) => one - value) };
  };
  const effect = differenceOf(all(second), all(first), { cosines: 9 });
  expect(effect.error).toBeCloseTo(0.849091, 6);
  expect(effect.value / effect.error).toBeCloseTo(-1.8608, 4);
  expect(effect.degrees).toBeCloseTo(17.776, 3);
  expect(effect.p).toBeCloseTo(0.07939, 5);
  expect([effect.low, effect.high]).toEqual([expect.closeTo(-3.3654832, 6), expect.closeTo(0.2054832, 6)]);
});

describe('mean of several effects', () => {
  // Colditz et al. 1994, as the tests of the R package metafor have it (dat.bcg, measure RR, method DL; and Stata's metan).
  const tables: [number, number, number, number][] = [
    [4, 119, 11, 128],
    [6, 300, 29, 274],
    [3, 228, 11, 209],
    [62, 13536, 248, 12619],
    [33, 5036, 47, 5761],
    [180, 1361, 372, 1079],
    [8, 2537, 10, 619],
    [505, 87886, 499, 87892],
    [29, 7470, 45, 7232],
    [17, 1699, 65, 1600],
    [186, 50448, 141, 27197],
    [5, 2493, 3, 2338],
    [27, 16886, 29, 17825],
  ];
  const effects = tables.map(([a, b, c, d]) => ({
    value: Math.log(a / (a + b) / (c / (c + d))),
    error: Math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)),
  }));

  it('is that of DerSimonian and Laird', () => {
    const pooled = pool(effects);
    expect(pooled).toMatchObject({ projects: 13, value: expect.closeTo(-0.7141, 4), error: expect.closeTo(0.1787, 4) });
    expect(pooled?.between).toBeCloseTo(0.3088, 4);
    expect(pooled?.heterogeneity).toBeCloseTo(0.9212, 4);
  });

  it('has an interval no narrower than theirs', () => {
    const pooled = pool(effects);
    expect(pooled?.low).toBeLessThan(-1.0644);
    expect(pooled?.high).toBeGreaterThan(-0.3638);
  });

  it('is not told of one effect, and not decided by one without an error', () => {
    expect(pool(effects.slice(0, 1))).toBeNull();
    const pooled = pool([
      { value: 0.1, error: 0 },
      { value: 0.2, error: 0.01 },
      { value: 0.3, error: 0.01 },
    ]);
    expect(pooled?.value).toBeCloseTo(0.2, 1);
    expect(Number.isFinite(pooled?.high)).toBe(true);
  });
});
