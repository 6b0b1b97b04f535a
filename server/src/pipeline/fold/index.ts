// Owns the fold worker: reads what is new from the store, folds it, replaces the facts, tells who looks.
import { contextMs, type FactRow, fold } from '@takt/model/facts';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { Queue } from '../../platform/queue/port.ts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { MachineView, PlantChange, PlantChanges, PlantView } from '../plant-view.ts';
import { type FactsChange, rollUp } from '../rollup/index.ts';
import { createChangeJobs } from './changes.ts';
import type { DirtyMarks } from './dirty.ts';
import { createGate, type Gate } from './gate.ts';
import { recordJumps } from './jumps.ts';
import { createLateFold, type Folded } from './late.ts';
import { floorMinute, openProgress } from './progress.ts';
import { readFoldInput } from './read.ts';
import { createRestatements, type Restatements } from './restatements.ts';
import { afterSilence } from './silence.ts';
import { backlogOf, type Target, targetsOf } from './targets.ts';

export interface FoldOptions {
  store: TelemetryStore;
  plant: PlantView & PlantChanges;
  db: Kysely<Schema>;
  /** Keeps what a change of the plant makes stale until it is noted, however often the store does not answer. */
  queue: Queue;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  /** Called after facts of these machines changed. */
  onFacts: (changes: readonly { machine: string; from: number; to: number }[]) => void;
  /** Pause between passes, ms. A pass that took long is followed by a longer pause, so that ingest goes first. */
  pauseMs?: number;
}

export interface Fold {
  dirty: DirtyMarks;
  gate: Gate;
  restatements: Restatements;
  /** Moment up to which every machine that can be heard is folded. */
  horizon(): number;
  /** Stored time not folded yet, summed over machines, ms; 0 while the fold keeps up within two hours. */
  backlogMs(): number;
  start(): Promise<void>;
  /** Resolves when everything noted so far is folded. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function createFold(options: FoldOptions): Promise<Fold> {
  const { store, plant, db, queue, clock, log, metrics } = options;
  const progress = await openProgress(db);
  const gate = createGate();
  const restatements = createRestatements(db);
  const foldedTo = new Map<string, number>();
  const lastDown = new Map<string, number>();
  const duration = metrics.histogram('takt_fold_pass_seconds', 'Time one fold pass takes', [0.01, 0.05, 0.2, 1, 5, 20]);
  const minutes = metrics.counter('takt_fold_minutes_total', 'Minutes of facts written');
  const failures = metrics.counter('takt_fold_failures_total', 'Fold passes that failed and will be tried again');
  const jumpCount = metrics.counter('takt_fold_implausible_jumps_total', 'Counter jumps not counted', ['signal']);
  metrics.gauge('takt_fold_backlog_seconds', 'Stored time not folded yet, summed over machines', [], (gauge) =>
    gauge.set(backlogMs() / 1000),
  );
  metrics.gauge('takt_fold_late_ranges', 'Late ranges waiting to be folded again', [], (gauge) =>
    gauge.set(progress.lateRanges().length),
  );
  let horizon = clock();
  const backlogMs = () => backlogOf(plant, progress, foldedTo, clock());

  async function foldRange(machine: MachineView, from: number, to: number, now: number): Promise<Folded> {
    const result = fold(await readFoldInput(store, machine, from, to, now));
    return {
      machine,
      replacement: { machine: machine.code, from, to: ceilMinute(to), rows: result.rows },
      jumps: result.jumps,
      downUntil: result.downUntil,
    };
  }

  async function publish(folded: readonly Folded[], reached?: number): Promise<void> {
    const changes: FactsChange[] = folded.map(({ machine, replacement: { from, to } }) => ({
      machine: machine.code,
      timeZone: machine.timeZone,
      from,
      to,
    }));
    await gate.write(async () => {
      if (folded.length > 0) {
        await store.replaceFacts(
          'minute',
          folded.map((one) => one.replacement),
        );
        await rollUp(store, changes);
      }
      horizon = reached ?? horizon;
    });
    const jumps = folded.flatMap((one) => one.jumps.map((jump) => ({ machine: one.machine, jump })));
    for (const { jump } of await recordJumps(db, jumps, clock())) jumpCount.inc({ signal: jump.signal });
    minutes.inc(folded.reduce((sum, one) => sum + countMinutes(one.replacement.rows), 0));
    if (changes.length > 0) options.onFacts(changes);
  }

  const late = createLateFold({ store, plant, progress, restatements, clock: () => horizon, foldRange, publish });

  async function liveFold(): Promise<boolean> {
    const now = clock();
    const targets = targetsOf(plant, progress, foldedTo, now);
    const folded: Folded[] = [];
    const reached: { machine: string; to: number }[] = [];
    try {
      for (const target of targets) {
        const { machine, from, to, behind } = target;
        const after = behind ? await afterSilence(store, machine, from, now) : from;
        if (after === from) folded.push(await foldRange(machine, startOf(target), to, now));
        reached.push({ machine: machine.code, to: after === from ? to : after });
      }
      await publish(folded, now);
    } catch (error) {
      for (const target of targets) progress.note(target.machine.code, target.from, target.from);
      throw error;
    }
    for (const { machine, to } of reached) foldedTo.set(machine, to);
    for (const { machine, downUntil } of folded) lastDown.set(machine.code, downUntil);
    await progress.advance(reached);
    return targets.some((target) => target.behind);
  }

  // What comes next may judge a stop that reaches up to it anew; everything else before it stands.
  function startOf({ machine, from }: Target): number {
    const down = lastDown.get(machine.code) ?? Number.POSITIVE_INFINITY;
    return down >= from ? floorMinute(from - contextMs(machine.definitions)) : from;
  }

  async function pass(): Promise<boolean> {
    const started = performance.now();
    const behind = await liveFold();
    const lateLeft = await late.pass();
    duration.observe((performance.now() - started) / 1000);
    return behind || lateLeft;
  }

  const runner = createRunner(pass, options.pauseMs ?? 1500, (error) => {
    failures.inc();
    log.error({ err: error }, 'fold pass failed; it will be tried again');
  });

  /** Machines the store already knows but this process has not heard yet, and what a change of the registry touches. */
  async function learn(machine: MachineView): Promise<{ first: number; last: number } | null> {
    const span = await store.span(machine.source);
    if (!span) return null;
    progress.setLastAt(machine.code, span.last);
    if (progress.watermark(machine.code) === undefined) {
      progress.note(machine.code, span.first, span.last);
      await progress.persist();
    }
    return span;
  }

  async function noteChange(change: PlantChange): Promise<void> {
    for (const code of change.machines) {
      const machine = plant.machine(code);
      const known = progress.watermark(code) !== undefined;
      const span = machine ? await learn(machine) : null;
      if (span && known) await progress.addLate(code, Math.max(change.from, span.first), clock(), change.reason);
    }
  }

  const changes = createChangeJobs(queue, plant, noteChange);
  const stopListening = plant.onChange((change) => {
    changes.look().catch((error) => log.error({ err: error, change }, 'a plant change waits for the next one'));
  });

  return {
    dirty: progress,
    gate,
    restatements,
    horizon: () => horizon,
    backlogMs,
    async start() {
      for (const machine of plant.all()) await learn(machine);
      // What the process before left open, and what changed before anybody listened.
      await changes.look();
      runner.start();
    },
    async settled() {
      await changes.settled();
      await runner.settled();
    },
    async close() {
      stopListening();
      await runner.close();
    },
  };
}

function ceilMinute(at: number): number {
  return floorMinute(at + 59_999);
}

function countMinutes(rows: readonly FactRow[]): number {
  return new Set(rows.map((row) => row.start)).size;
}

/** What a person watches is not older than this and two passes. */
const longestPauseMs = 2000;

/** Repeats a pass with pauses; `settled` resolves after a pass that began later than the call and left nothing behind. */
function createRunner(pass: () => Promise<boolean>, pauseMs: number, onError: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;
  let waiting: (() => void)[] = [];

  async function turn(): Promise<void> {
    const waiters = waiting;
    waiting = [];
    const started = performance.now();
    let more = false;
    try {
      more = await pass();
      if (more) waiting.push(...waiters);
      else for (const waiter of waiters) waiter();
    } catch (error) {
      waiting.push(...waiters);
      onError(error);
    }
    const took = performance.now() - started;
    schedule(more ? 0 : waiting.length > 0 ? 10 : Math.max(pauseMs, Math.min(3 * took, longestPauseMs)));
  }

  function schedule(delayMs: number): void {
    if (closed) return;
    timer = setTimeout(() => {
      timer = undefined;
      running = turn();
    }, delayMs);
  }

  return {
    start: () => schedule(0),
    settled(): Promise<void> {
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (timer) {
          clearTimeout(timer);
          schedule(0);
        }
      });
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
      for (const waiter of waiting) waiter();
    },
  };
}
