// Owns the loss waterfall: from calendar time to good pieces, in time units that add up.
import { type Facts, lengthMs } from '../facts/facts.ts';

/** Levels the waterfall passes through; each is what the losses above it leave. */
export const waterfallLevels = ['calendar', 'busy', 'run', 'ideal', 'good'] as const;
export type WaterfallLevel = (typeof waterfallLevels)[number];

/**
 * What is taken away between two levels. `plannedSetup` and `plannedStop` are outside planned busy time, `setup` and
 * `stopLoss` (a planned stop) inside it: the definition in force decides. `unjudged`: nobody judged
 * any piece good or bad; where some were judged the rest are taken to be like them, as the quality ratio does.
 */
export const waterfallLosses = [
  'unscheduled',
  'unknown',
  'plannedStop',
  'plannedSetup',
  'stopLoss',
  'setup',
  'down',
  'starved',
  'blocked',
  'idle',
  'minorStop',
  'speed',
  'unjudged',
  'quality',
] as const;
export type WaterfallLoss = (typeof waterfallLosses)[number];

/**
 * One bar. A level stands on zero and is `ms` high; a loss hangs from `top` (what was left before it) and takes `ms` away.
 * Only `speed` may be negative: the machine was faster than its ideal cycle.
 */
export type WaterfallBar =
  | { kind: 'level'; key: WaterfallLevel; ms: number }
  | { kind: 'loss'; key: WaterfallLoss; ms: number; top: number };

const above: Record<Exclude<WaterfallLevel, 'calendar'>, readonly WaterfallLoss[]> = {
  busy: ['unscheduled', 'unknown', 'plannedStop', 'plannedSetup'],
  run: ['stopLoss', 'setup', 'down', 'starved', 'blocked', 'idle'],
  ideal: ['minorStop', 'speed'],
  good: ['unjudged', 'quality'],
};

/**
 * How planned stops and setup divide into outside and inside planned busy time. Facts carry what was left outside as a sum
 * (length − unscheduled − unknown − busy); where definitions were mixed, planned stops are taken to fill it first.
 */
export function plannedSplit(facts: Readonly<Facts>): { stopMs: number; setupMs: number } {
  const outside = lengthMs(facts) - facts.unscheduledMs - facts.unknownMs - facts.busyMs;
  const { plannedStopMs, setupMs } = facts;
  const onlySetup = outside === setupMs && outside !== plannedStopMs;
  const stopMs = onlySetup ? 0 : Math.min(outside, plannedStopMs);
  return { stopMs, setupMs: outside - stopMs };
}

/** Time each loss takes, ms. They add up to calendar time minus good time. */
export function lossTimes(facts: Readonly<Facts>): Record<WaterfallLoss, number> {
  const planned = plannedSplit(facts);
  const judged = facts.produced - facts.unjudged;
  return {
    unscheduled: facts.unscheduledMs,
    unknown: facts.unknownMs,
    plannedStop: planned.stopMs,
    plannedSetup: planned.setupMs,
    stopLoss: facts.plannedStopMs - planned.stopMs,
    setup: facts.setupMs - planned.setupMs,
    down: facts.downMs,
    starved: facts.starvedMs,
    blocked: facts.blockedMs,
    idle: facts.idleMs,
    minorStop: facts.minorStopMs,
    speed: facts.producingMs - facts.idealMs,
    unjudged: judged > 0 ? 0 : facts.idealMs,
    quality: judged > 0 ? facts.idealMs * (1 - facts.good / judged) : 0,
  };
}

/**
 * The bars from calendar time down to good time, in order. Every level equals the level above minus the losses between:
 * busy is ISO 22400-2 PBT, run APT, ideal PRI · PQ; good divided by busy is the OEE.
 * Summed over machines it is machine time.
 */
export function waterfall(facts: Readonly<Facts>): WaterfallBar[] {
  const times = lossTimes(facts);
  let left = lengthMs(facts);
  const bars: WaterfallBar[] = [{ kind: 'level', key: 'calendar', ms: left }];
  for (const level of waterfallLevels) {
    if (level === 'calendar') continue;
    for (const key of above[level]) {
      bars.push({ kind: 'loss', key, ms: times[key], top: left });
      left -= times[key];
    }
    bars.push({ kind: 'level', key: level, ms: left });
  }
  return bars;
}
