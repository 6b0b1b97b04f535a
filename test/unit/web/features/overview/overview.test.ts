// Output against plan counts scheduled time only; the trend lays days where they belong and leaves gaps open.

import type { KpiRow } from '@takt/model/api';
import { definitionSchema } from '@takt/model/definition';
import { emptyFacts } from '@takt/model/facts';
import { kpisOf } from '@takt/model/kpi';
import { describe, expect, test } from 'vitest';
import { shapeOf, trendOf } from '../../../../../web/src/features/overview/trend.ts';
import { outputOf, planOf, scheduledMs } from '../../../../../web/src/plant/output-plan.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('the plan', () => {
  const shifts = [
    { from: 0, to: 8 * hour, scheduledMs: 7 * hour },
    { from: 10 * hour, to: 18 * hour, scheduledMs: 8 * hour },
  ];

  test('counts whole shifts without their breaks, and a running one by its part', () => {
    expect(scheduledMs(shifts, { from: 0, to: 12 * hour })).toBe(9 * hour);
  });

  test('counts nothing outside shifts', () => {
    expect(scheduledMs(shifts, { from: 8 * hour, to: 10 * hour })).toBe(0);
    expect(planOf(60, shifts, { from: 8 * hour, to: 10 * hour })).toBeUndefined();
  });

  test('is the target for the time that was scheduled so far', () => {
    expect(planOf(60, shifts, { from: 0, to: 8 * hour })).toEqual({ pieces: 420, scheduledMs: 7 * hour, rate: 60 });
  });

  test('output that no data speaks of is not none', () => {
    const row = (coverage: number | null, output: number) =>
      ({ coverage, facts: { ...emptyFacts(), output } }) as KpiRow;
    expect(outputOf(row(0, 0))).toBeUndefined();
    expect(outputOf(row(0.5, 0))).toBe(0);
    expect(outputOf(row(null, 7))).toBe(7);
    expect(outputOf(undefined)).toBeUndefined();
  });
});

describe('the trend', () => {
  const now = Date.UTC(2026, 10, 24, 10);
  const today = Date.UTC(2026, 10, 24);
  const row = (daysAgo: number, oee: number | null): KpiRow => {
    const facts = emptyFacts();
    const { kpis, reasons } = kpisOf(facts);
    const from = today - daysAgo * day;
    return {
      key: 'workshop:w',
      name: 'w',
      from: new Date(from).toISOString(),
      to: new Date(from + day).toISOString(),
      coverage: 1,
      weak: false,
      facts,
      kpis: { ...kpis, oee },
      reasons,
      definition: { ...definitionSchema.parse({}), version: 0, effectiveFrom: 0, mixed: false },
    };
  };

  test('puts the last seven days over the seven before', () => {
    const trend = trendOf([row(0, 0.8), row(6, 0.7), row(7, 0.6), row(13, 0.5), row(14, 0.1)], now, 'UTC');
    expect(trend.current).toEqual([0.7, null, null, null, null, null, 0.8]);
    expect(trend.previous).toEqual([0.5, null, null, null, null, null, 0.6]);
  });

  test('a day without a value breaks the line', () => {
    const rows = [6, 5, 4, 2, 1, 0].map((ago) => row(ago, 0.7));
    const shape = shapeOf(trendOf([...rows, row(3, null)], now, 'UTC'));
    expect(shape?.current).toHaveLength(2);
    expect(shape?.last).toMatchObject({ x: 100 });
  });

  test('small changes stay small, and no value makes no picture', () => {
    const shape = shapeOf(trendOf([row(1, 0.7), row(0, 0.701)], now, 'UTC'));
    expect(shape && shape.high - shape.low).toBeCloseTo(0.1, 9);
    expect(shapeOf(trendOf([row(0, null)], now, 'UTC'))).toBeUndefined();
  });
});
