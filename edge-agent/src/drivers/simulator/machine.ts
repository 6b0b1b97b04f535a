// Owns one simulated machine: what it does to a piece, when it stops, and the record of its day in working time.
import type { MachineState } from '@takt/model/signals';
import type { SimulatedMachine } from './config.ts';
import type { Random } from './random.ts';

/** What the machine did from `from` to `to`, ms of working time. */
export interface Activity {
  from: number;
  to: number;
  state: MachineState;
  alarm: string | null;
}

export interface Piece {
  /** Working time at which it was finished. */
  at: number;
  scrap: boolean;
  rework: boolean;
}

export interface ProductChange {
  at: number;
  product: string;
  idealCycleSeconds: number;
}

export interface MachineRun {
  config: SimulatedMachine;
  /** Gapless from 0. */
  activities: Activity[];
  pieces: Piece[];
  products: ProductChange[];
  /** Working time from which it can begin something new. */
  free: number;
  /** Working time at which each piece was begun, in order. */
  starts: number[];
  /** Passes time until `until` in a state; nothing where that is past. */
  spend(state: MachineState, until: number, alarm?: string | null): void;
  /** Makes one piece from `free` on, with the stops that fall into it. */
  make(cycleMs: number): Piece;
}

/** Waits shorter than this are not seen as a state of their own: a controller reports them as running. */
const leastWaitMs = 15_000;
const hour = 3_600_000;

export function createMachineRun(config: SimulatedMachine, random: Random): MachineRun {
  const activities: Activity[] = [];
  const pieces: Piece[] = [];
  const starts: number[] = [];
  const microEvery = config.microStopsPerHour > 0 ? hour / config.microStopsPerHour : Number.POSITIVE_INFINITY;
  const downEvery = config.breakdownEveryHours * hour;
  let toMicro = random.exponential(microEvery);
  let toDown = random.exponential(downEvery);

  const run: MachineRun = { config, activities, pieces, products: [], free: 0, starts, spend, make };

  function spend(state: MachineState, until: number, alarm: string | null = null): void {
    if (until <= run.free) return;
    const waits = state === 'starved' || state === 'blocked';
    const shown = waits && until - run.free < leastWaitMs ? 'producing' : state;
    const last = activities.at(-1);
    if (last && last.state === shown && last.alarm === alarm) last.to = until;
    else activities.push({ from: run.free, to: until, state: shown, alarm });
    run.free = until;
  }

  /** Runs for `ms` of running time. */
  function produce(ms: number): void {
    let left = ms;
    while (left > 0) {
      const step = Math.min(left, toMicro, toDown);
      spend('producing', run.free + step);
      left -= step;
      toMicro -= step;
      toDown -= step;
      if (toMicro <= 0) {
        spend('minor_stop', run.free + Math.min(280_000, random.logNormal(config.microStopSeconds * 1000, 0.5)));
        toMicro = random.exponential(microEvery);
      }
      if (toDown <= 0) {
        const repairMs = Math.max(360_000, random.logNormal(config.repairMinutes * 60_000, 0.6));
        spend('down', run.free + repairMs, random.pick(config.alarms) ?? null);
        toDown = random.exponential(downEvery);
      }
    }
  }

  function make(cycleMs: number): Piece {
    starts.push(run.free);
    produce(cycleMs * config.slowness * Math.max(0.7, 1 + config.cycleNoise * random.normal()));
    const scrap = random.chance(config.scrapShare);
    const piece = { at: run.free, scrap, rework: !scrap && random.chance(config.reworkShare) };
    pieces.push(piece);
    return piece;
  }

  return run;
}
