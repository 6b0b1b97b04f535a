// What intervals and verdicts promise, kept in simulations: 2,000 runs of days that depend on one another.
import { assess, type MeasuredDay } from '@takt/model/effect';
import { emptyFacts, type Facts, hourMs } from '@takt/model/facts';
import { describe, expect, it } from 'vitest';
import { dayOf, question } from './days.ts';
import { autoregressive, randomFrom } from './random.ts';

const runs = 2000;
const none = emptyFacts();
const clamp = (share: number) => Math.min(1, Math.max(0, share));

interface Setting {
  phi: number;
  before: number;
  after: number;
  gain: number;
}

/**
 * Days of unequal length whose availability drifts with autocorrelation and gains on the day of the change. They are the same
 * objects in every run, written anew.
 */
function simulation({ phi, before, after, gain }: Setting, random: () => number) {
  const asked = question(() => ({}), { before, after, indicator: 'availability', productMix: false });
  return () => {
    const noise = autoregressive(random, asked.days.length, phi, 0.06);
    for (const [index, { day, facts }] of asked.days.entries())
      work(facts, 10 + 10 * random(), clamp(0.7 + (noise[index] ?? 0) + (day > asked.exclusion.to ? gain : 0)));
    return assess(asked);
  };
}

function work(facts: Facts, busyHours: number, availability: number): void {
  facts.busyMs = busyHours * hourMs;
  facts.unscheduledMs = 24 * hourMs - facts.busyMs;
  facts.runMs = availability * facts.busyMs;
  facts.producingMs = facts.runMs;
  facts.downMs = facts.busyMs - facts.runMs;
}

function inSimulation(setting: Setting) {
  const simulate = simulation(setting, randomFrom(20_260_101));
  const counts = { covered: 0, effective: 0, worse: 0, placeboFailed: 0 };
  for (let run = 0; run < runs; run++) {
    const { effect, verdict, reason } = simulate();
    if (effect && effect.low <= setting.gain && setting.gain <= effect.high) counts.covered += 1;
    if (verdict === 'effective') counts.effective += 1;
    if (verdict === 'worse') counts.worse += 1;
    if (reason === 'placebo_failed') counts.placeboFailed += 1;
  }
  return counts;
}

const simulated = new Map<string, ReturnType<typeof inSimulation>>();
function counted(setting: Setting) {
  const key = JSON.stringify(setting);
  const counts = simulated.get(key) ?? inSimulation(setting);
  simulated.set(key, counts);
  return counts;
}

const settings: Setting[] = [
  { phi: 0, before: 60, after: 45, gain: 0 },
  { phi: 0.3, before: 60, after: 45, gain: 0.1 },
  { phi: 0.6, before: 60, after: 45, gain: 0 },
  { phi: 0.5, before: 45, after: 30, gain: 0.05 },
  { phi: 0.6, before: 90, after: 90, gain: 0.02 },
];

describe('95 % intervals cover the truth in 93–97 % of runs', () => {
  it.each(settings)('autocorrelation $phi, $before days before, $after after, gain $gain', (setting) => {
    const { covered } = counted(setting);
    expect(covered / runs).toBeGreaterThanOrEqual(0.93);
    expect(covered / runs).toBeLessThanOrEqual(0.97);
  });
});

describe('a retrofit without effect is called effective in at most 5 % of runs', () => {
  it.each(settings.filter(({ gain }) => gain === 0))('autocorrelation $phi', (setting) => {
    const { effective, worse } = counted(setting);
    expect(effective / runs).toBeLessThanOrEqual(0.05);
    expect(worse / runs).toBeLessThanOrEqual(0.05);
  });
});

it('hardly any effect is lost to a placebo check that fails by chance', () => {
  const { effective, placeboFailed } = counted({ phi: 0.3, before: 60, after: 45, gain: 0.1 });
  expect(effective / runs).toBeGreaterThan(0.99);
  expect(placeboFailed / runs).toBeLessThanOrEqual(0.01);
});

it('intervals against control lines cover the truth, though both lines are moved by the same', () => {
  const random = randomFrom(7);
  const asked = question(() => ({}), { indicator: 'availability', productMix: false });
  const control = asked.days.map(({ day }) => dayOf(day, {}));
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const both = autoregressive(random, 120, 0.5, 0.06);
    const own = autoregressive(random, 120, 0.4, 0.03);
    const theirs = autoregressive(random, 120, 0.4, 0.03);
    const share = (index: number, other: number[]) => clamp(0.65 + (both[index] ?? 0) + (other[index] ?? 0));
    for (const [index, { day, facts }] of asked.days.entries())
      work(facts, 16, share(index, own) + (day > asked.exclusion.to ? 0.08 : 0));
    for (const [index, { facts }] of control.entries()) work(facts, 16, share(index, theirs));
    const { effect, basis } = assess({ ...asked, control });
    expect(basis).toBe('control');
    if (effect && effect.low <= 0.08 && 0.08 <= effect.high) covered += 1;
  }
  expect(covered / runs).toBeGreaterThanOrEqual(0.93);
  expect(covered / runs).toBeLessThanOrEqual(0.97);
});

it('a shift towards an easier product is no effect once the mix is adjusted for', () => {
  const random = randomFrom(11);
  let [adjusted, plain] = [0, 0];
  for (let run = 0; run < runs / 4; run++) {
    const noise = autoregressive(random, 120, 0.4, 0.03);
    const asked = question(() => ({}), { indicator: 'effectiveness' });
    const days = asked.days.map(({ day }, index) => {
      const easy = (index < 75 ? 0.3 : 0.7) + 0.1 * (random() - 0.5);
      return mixed(day, easy, noise[index] ?? 0);
    });
    const found = assess({ ...asked, days });
    if (found.verdict === 'effective') adjusted += 1;
    if (found.plain && found.plain.low > 0) plain += 1;
  }
  expect(plain / (runs / 4)).toBeGreaterThan(0.95);
  expect(adjusted / (runs / 4)).toBeLessThanOrEqual(0.05);
});

/** The easy product runs at 90 % of its speed, the other at 70 %, whatever the shares. */
function mixed(day: string, easy: number, noise: number): MeasuredDay {
  const part = (share: number, effectiveness: number) => {
    const runMs = 16 * hourMs * share;
    const idealMs = runMs * (effectiveness + noise);
    const pieces = idealMs / 30_000;
    const facts = {
      ...none,
      producingMs: runMs,
      busyMs: runMs,
      runMs,
      idealMs,
      produced: pieces,
      good: pieces,
    };
    return { facts, outletBusyMs: runMs };
  };
  const [a, b] = [part(easy, 0.9), part(1 - easy, 0.7)];
  const facts = { ...a.facts };
  for (const field of ['producingMs', 'busyMs', 'runMs', 'idealMs', 'produced', 'good'] as const)
    facts[field] += b.facts[field];
  return {
    day,
    facts,
    outletBusyMs: 16 * hourMs,
    products: new Map([
      ['easy', a],
      ['hard', b],
    ]),
  };
}
