// Where the time went adds up, whatever the facts and the definition.
import { emptyFacts, type Facts, lengthMs, timeFields } from '@takt/model/facts';
import { kpisOf } from '@takt/model/kpi';
import { lossTimes, sixBigLosses, type WaterfallBar, waterfall, waterfallLosses } from '@takt/model/losses';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const hour = 3_600_000;
const duration = fc.integer({ min: 0, max: 31 * 24 * hour });
const pieces = fc.integer({ min: 0, max: 100_000 });

/** Facts as the fold makes them: busy and run time follow from the categories and the definition. */
const anyFacts = fc
  .record({
    times: fc.tuple(...timeFields.map(() => duration)),
    good: pieces,
    scrap: pieces,
    unjudged: pieces,
    idealMs: duration,
    setupPlanned: fc.boolean(),
    stopPlanned: fc.boolean(),
  })
  .map(({ times, good, scrap, unjudged, idealMs, setupPlanned, stopPlanned }): Facts => {
    const facts = emptyFacts();
    timeFields.forEach((field, index) => {
      facts[field] = times[index] ?? 0;
    });
    const produced = good + scrap + unjudged;
    return {
      ...facts,
      good,
      scrap,
      unjudged,
      produced,
      idealMs: produced > 0 ? idealMs : 0,
      busyMs:
        lengthMs(facts) -
        facts.unscheduledMs -
        facts.unknownMs -
        (setupPlanned ? facts.setupMs : 0) -
        (stopPlanned ? facts.plannedStopMs : 0),
      runMs: facts.producingMs + facts.minorStopMs,
    };
  });

const level = (bars: WaterfallBar[], key: string) => bars.find((bar) => bar.kind === 'level' && bar.key === key)?.ms;

describe('waterfall', () => {
  it('passes through planned busy, production and ideal time exactly and ends where the OEE says', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const bars = waterfall(facts);
        expect(level(bars, 'calendar')).toBe(lengthMs(facts));
        expect(level(bars, 'busy')).toBe(facts.busyMs);
        expect(level(bars, 'run')).toBe(facts.runMs);
        expect(level(bars, 'ideal')).toBe(facts.idealMs);
        const { oee } = kpisOf(facts).kpis;
        if (oee !== null && facts.runMs > 0) expect(level(bars, 'good')).toBeCloseTo(oee * facts.busyMs, 2);
      }),
    );
  });

  it('loses calendar time minus good time in all, each loss hanging from what was left', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        let left = Number.NaN;
        for (const bar of waterfall(facts)) {
          if (bar.kind === 'level') {
            if (bar.key === 'calendar') left = bar.ms;
            expect(bar.ms).toBe(left);
          } else {
            expect(bar.top).toBe(left);
            left -= bar.ms;
          }
        }
      }),
    );
  });

  it('adds up for mixed definitions too: sums of facts keep the invariant', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (a, b) => {
        const sum = Object.fromEntries(Object.entries(a).map(([k, v]) => [k, v + b[k as keyof Facts]])) as Facts;
        const bars = waterfall(sum);
        expect(level(bars, 'busy')).toBe(sum.busyMs);
        expect(level(bars, 'run')).toBe(sum.runMs);
        for (const loss of waterfallLosses) {
          if (loss !== 'speed') expect(lossTimes(sum)[loss]).toBeGreaterThanOrEqual(-1e-6);
        }
      }),
    );
  });

  it('shows setup outside planned busy time where the definition plans it, inside where it is a loss', () => {
    const facts = { ...emptyFacts(), setupMs: hour, plannedStopMs: 2 * hour, producingMs: 5 * hour, runMs: 5 * hour };
    expect(lossTimes({ ...facts, busyMs: 6 * hour })).toMatchObject({
      plannedStop: 2 * hour,
      plannedSetup: 0,
      setup: hour,
    });
    expect(lossTimes({ ...facts, busyMs: 5 * hour })).toMatchObject({
      plannedStop: 2 * hour,
      plannedSetup: hour,
      setup: 0,
    });
    expect(lossTimes({ ...facts, busyMs: 7 * hour })).toMatchObject({
      plannedStop: 0,
      stopLoss: 2 * hour,
      plannedSetup: hour,
    });
    expect(lossTimes({ ...facts, busyMs: 8 * hour })).toMatchObject({
      plannedStop: 0,
      stopLoss: 2 * hour,
      setup: hour,
    });
  });

  it('shows a machine faster than its ideal cycle as a negative speed loss', () => {
    const facts = {
      ...emptyFacts(),
      producingMs: hour,
      runMs: hour,
      busyMs: hour,
      produced: 70,
      good: 70,
      idealMs: 1.1 * hour,
    };
    expect(lossTimes(facts).speed).toBeCloseTo(-0.1 * hour, 6);
  });

  it('does not call pieces nobody judged a quality loss', () => {
    const facts = {
      ...emptyFacts(),
      producingMs: hour,
      runMs: hour,
      busyMs: hour,
      produced: 60,
      unjudged: 60,
      idealMs: hour,
    };
    expect(lossTimes(facts)).toMatchObject({ unjudged: hour, quality: 0 });
  });
});

describe('six big losses', () => {
  it('together with planned stops counted as loss and unjudged pieces explain busy time minus good time', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { stopLoss, unjudged } = lossTimes(facts);
        const lost = sixBigLosses(facts).reduce((sum, { ms }) => sum + ms, 0) + stopLoss + unjudged;
        expect(lost).toBeCloseTo(facts.busyMs - (level(waterfall(facts), 'good') ?? Number.NaN), 3);
      }),
    );
  });

  it('have no share where nothing was planned', () => {
    expect(sixBigLosses(emptyFacts()).every(({ share }) => share === null)).toBe(true);
  });
});
