// Output per hour: every hour of the range once, the target only for time that was open.
import type { KpiRow } from '@takt/model/api';
import { defaultDefinition } from '@takt/model/definition';
import { emptyFacts, type Facts } from '@takt/model/facts';
import { kpisOf } from '@takt/model/kpi';
import { describe, expect, it } from 'vitest';
import { outputHours } from '../../../../web/src/charts/output-hours.ts';

const hour = 3_600_000;
const start = Date.parse('2026-03-02T07:30:00+08:00');

function row(from: number, to: number, facts: Partial<Facts>): KpiRow {
  const all = { ...emptyFacts(), ...facts };
  return {
    key: 'workshop:w',
    name: 'w',
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    coverage: 1,
    weak: false,
    facts: all,
    kpis: kpisOf(all).kpis,
    reasons: {},
    definition: { ...defaultDefinition, mixed: false },
  };
}

describe('outputHours', () => {
  const range = {
    from: start,
    to: start + 4 * hour,
    now: start + 1.75 * hour,
    timeZone: 'Asia/Shanghai',
    targetPerHour: 60,
  };
  const rows = [
    row(start, start + hour / 2, { producingMs: hour, output: 25 }),
    row(start + hour / 2, start + 1.5 * hour, { producingMs: hour, plannedStopMs: hour, output: 28 }),
    row(start + 1.5 * hour, start + 1.75 * hour, { producingMs: hour / 2, output: 9 }),
  ];

  it('cuts the range at local hours and tells past, running and future apart', () => {
    const hours = outputHours(rows, range);
    expect(hours.map(({ phase }) => phase)).toEqual(['past', 'past', 'running', 'future', 'future']);
    expect(hours.map(({ good }) => good)).toEqual([25, 28, 9, 0, 0]);
    expect(hours.at(-1)?.to).toBe(range.to);
  });

  it('asks nothing of planned stops, and a full hour of a running one', () => {
    expect(outputHours(rows, range).map(({ target }) => target)).toEqual([30, 30, 60, 60, 30]);
  });

  it('has no target where none is set', () => {
    expect(outputHours(rows, { ...range, targetPerHour: undefined }).every(({ target }) => target === null)).toBe(true);
  });

  it('counts good pieces of a single machine, against what its hour was worth', () => {
    const made = [row(start, start + hour / 2, { producingMs: hour / 2, output: 0, good: 20, produced: 21 })];
    const targetPerHour = (found: KpiRow | undefined) => (found ? 2 * found.facts.produced : 10);
    const hours = outputHours(made, { ...range, count: 'good', targetPerHour });
    expect(hours.map(({ good }) => good)).toEqual([20, 0, 0, 0, 0]);
    expect(hours.map(({ target }) => target)).toEqual([21, 10, 10, 10, 5]);
  });
});
