// KPI formulas: published worked examples, nulls with reasons, ratios of sums.
import { existsSync, readFileSync } from 'node:fs';
import { addFacts, emptyFacts, type Facts } from '@takt/model/facts';
import { kpiNames, kpisOf } from '@takt/model/kpi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const golden = new URL('../../../../../shared/data/oee_golden/golden.json', import.meta.url);

function facts(some: Partial<Facts>): Facts {
  return { ...emptyFacts(), ...some };
}

interface Example {
  id: string;
  ppt_s: number;
  downtime_s: number;
  ideal_cycle_s: number;
  total: number;
  good: number;
  exact: { A: number; P: number; Q: number; OEE: number };
}

describe.skipIf(!existsSync(golden))('published OEE examples (../shared/data/oee_golden)', () => {
  const examples = existsSync(golden) ? (JSON.parse(readFileSync(golden, 'utf8')) as Example[]) : [];
  it.each(examples)('$id', (example) => {
    const runMs = (example.ppt_s - example.downtime_s) * 1000;
    const { kpis } = kpisOf(
      facts({
        producingMs: runMs,
        runMs,
        downMs: example.downtime_s * 1000,
        busyMs: example.ppt_s * 1000,
        idealMs: example.ideal_cycle_s * 1000 * example.total,
        produced: example.total,
        good: example.good,
      }),
    );
    expect(kpis.availability).toBeCloseTo(example.exact.A, 9);
    expect(kpis.effectiveness).toBeCloseTo(example.exact.P, 9);
    expect(kpis.qualityRatio).toBeCloseTo(example.exact.Q, 9);
    expect(kpis.oee).toBeCloseTo(example.exact.OEE, 9);
  });
});

describe('what has no data', () => {
  it('is null with a reason, never 0 and never 1', () => {
    const { kpis, reasons } = kpisOf(facts({ unknownMs: 3_600_000 }));
    for (const name of kpiNames) {
      expect(kpis[name]).toBeNull();
      expect(reasons[name]).toBeDefined();
    }
    expect(reasons.oee).toBe('no_data');
    expect(kpisOf(facts({ unscheduledMs: 3_600_000 })).reasons.oee).toBe('not_scheduled');
  });

  it('is not a machine that stood all its busy time: its OEE is 0', () => {
    const { kpis, reasons } = kpisOf(facts({ downMs: 1000, busyMs: 1000, repairMs: 1000, failures: 1 }));
    expect(kpis.oee).toBe(0);
    expect(kpis.availability).toBe(0);
    expect(kpis.effectiveness).toBeNull();
    expect(reasons.effectiveness).toBe('no_production_time');
    expect(kpis.mttrMs).toBe(1000);
  });

  it('is the quality of pieces nobody judged', () => {
    const { kpis, reasons } = kpisOf(
      facts({ producingMs: 1000, runMs: 1000, busyMs: 1000, idealMs: 900, produced: 9, unjudged: 9 }),
    );
    expect(kpis.qualityRatio).toBeNull();
    expect(reasons.oee).toBe('no_quality_count');
    expect(kpis.effectiveness).toBeCloseTo(0.9);
  });
});

it('the KPI of a sum is the ratio of sums, so it lies between those of its parts', () => {
  const part = fc.record({ runMs: fc.integer({ min: 0, max: 1e6 }), idle: fc.integer({ min: 1, max: 1e6 }) });
  fc.assert(
    fc.property(part, part, (a, b) => {
      const of = ({ runMs, idle }: { runMs: number; idle: number }) =>
        facts({ producingMs: runMs, runMs, idleMs: idle, busyMs: runMs + idle });
      const [left, right] = [kpisOf(of(a)).kpis.availability ?? 0, kpisOf(of(b)).kpis.availability ?? 0];
      const both = kpisOf(addFacts(of(a), of(b))).kpis.availability ?? 0;
      expect(both).toBeGreaterThanOrEqual(Math.min(left, right) - 1e-12);
      expect(both).toBeLessThanOrEqual(Math.max(left, right) + 1e-12);
    }),
  );
});
