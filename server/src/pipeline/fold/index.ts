// Owns the fold worker: reads what is new from the store, folds it, replaces the facts, tells who looks.
import { contextMs, type FactRow, fold } from '@takt/model/facts';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { Queue } from '../../platform/queue/port.ts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import { askForEach } from '../ask-for-each.ts';
import type { MachineView, PlantChange, PlantChanges, PlantView } from '../plant-view.ts';
import { type FactsChange, rollUp } from '../rollup/index.ts';
import { createChangeJobs } from './changes.ts';
import type { DirtyMarks } from './dirty.ts';
import { createGate, type Gate } from './gate.ts';
import { recordJumps } from './jumps.ts';
import { createLateFold, type Folded } from './late.ts';
import { createMarkWriter, takeMarks } from './marks.ts';
import { floorMinute, foldedBefore, openProgress } from './progress.ts';
import { readFoldInput } from './read.ts';
import { createRestatements, type Restatements } from './restatements.ts';
import { createRunner } from './runner.ts';
import { afterSilence } from './silence.ts';
import { backlogOf, type Target, targetsOf } from './targets.ts';

/** Which sites this process folds, where several processes share them. */
export interface FoldShare {
  /** Surely held: no other process can have taken the site over. */
  certain(site: string): boolean;
}

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
  /** Called in every pass with the sites it covers and the moment up to which they are folded, before facts are told to have changed. */
  onPass?: (sites: readonly string[], horizon: number) => Promise<void>;
  /** Absent: this process folds everything. */
  share?: FoldShare;
  /** Pause between passes, ms. A pass that took long is followed by a longer pause, so that ingest goes first. */
  pauseMs?: number;
}

export interface Fold {
  dirty: DirtyMarks;
  gate: Gate;
  restatements: Restatements;
  /** Moment up to which every machine that can be heard is folded. */
  horizon(): number;
  /** A site is this process's to fold from here on. */
  gain(site: string): Promise<void>;
  /** The site is another's: resolves when nothing more is written for it. */
  lose(site: string): Promise<void>;
  /** Stored time not folded yet, summed over machines, ms; 0 while the fold keeps up within two hours. */
  backlogMs(): number;
  start(): Promise<void>;
  /** Resolves when everything noted so far is folded. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function createFold(options: FoldOptions): Fold {
  const { store, plant, db, queue, clock, log, metrics, share } = options;
  const progress = openProgress(db);
  const dirty = share ? createMarkWriter(db, plant) : progress;
  const held = new Set<string>();
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
  /** Sites this pass folds; one gained meanwhile comes with the next. */
  let covered: string[] = [];
  const backlogMs = () => backlogOf(mine(), progress, foldedTo, clock());

  /** Whether facts of the machine are this process's to write. */
  const isMine = ({ site }: MachineView) => !share || (held.has(site) && share.certain(site));
  const mine = () => plant.all().filter(isMine);

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
    if (!folded.every((one) => isMine(one.machine))) throw new Error('another process may fold these sites now');
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
    if (reached !== undefined)
      await options.onPass?.(
        covered.filter((site) => held.has(site)),
        reached,
      );
    await doubt(folded.filter((one) => !isMine(one.machine)));
    const jumps = folded.flatMap((one) => one.jumps.map((jump) => ({ machine: one.machine, jump })));
    for (const { jump } of await recordJumps(db, jumps, clock())) jumpCount.inc({ signal: jump.signal });
    minutes.inc(folded.reduce((sum, one) => sum + countMinutes(one.replacement.rows), 0));
    if (changes.length > 0) options.onFacts(changes);
  }

  /** Written while another may have taken the site over, whose newer facts this may have undone: they are folded once more. */
  async function doubt(folded: readonly Folded[]): Promise<void> {
    for (const { machine, replacement } of folded)
      await progress.addLate(machine.code, replacement.from, replacement.to - 1, 'requested');
  }

  const late = createLateFold({
    store,
    plant,
    isMine,
    progress,
    restatements,
    clock: () => horizon,
    foldRange,
    publish,
  });

  async function liveFold(): Promise<boolean> {
    const now = clock();
    const targets = targetsOf(mine(), progress, foldedTo, now);
    const folded: Folded[] = [];
    const reached: { machine: MachineView; to: number }[] = [];
    try {
      for (const target of targets) {
        const { machine, from, to, behind } = target;
        const after = behind ? await afterSilence(store, machine, from, now) : from;
        if (after === from) folded.push(await foldRange(machine, startOf(target), to, now));
        reached.push({ machine, to: after === from ? to : after });
      }
      await publish(folded, now);
    } catch (error) {
      for (const target of targets) progress.note(target.machine.code, target.from, target.from);
      throw error;
    }
    for (const { machine, to } of reached) foldedTo.set(machine.code, to);
    for (const { machine, downUntil } of folded) lastDown.set(machine.code, downUntil);
    // Of a site another process may have taken over, that one says how far it is folded.
    const sure = reached.filter(({ machine }) => isMine(machine));
    await progress.advance(sure.map(({ machine, to }) => ({ machine: machine.code, to })));
    return targets.some((target) => target.behind);
  }

  // What comes next may judge a stop that reaches up to it anew; everything else before it stands.
  function startOf({ machine, from }: Target): number {
    const down = lastDown.get(machine.code) ?? Number.POSITIVE_INFINITY;
    return down >= from ? floorMinute(from - contextMs(machine.definitions)) : from;
  }

  /** What ingest stored and others put down since the last pass; answers whether more is waiting. */
  async function hear(): Promise<boolean> {
    // Sites first: a late range that whoever folded a site before has dealt with must not be taken for one that waits.
    const sites = share ? [...held].filter(share.certain) : [];
    await progress.refresh();
    if (!share) return false;
    const { marks, more, settle } = await takeMarks(db, sites);
    for (const [machine, from, to] of marks) progress.note(machine, from, to);
    await progress.persist();
    // Where another process may have taken a site over meanwhile, the marks are for it to hear too.
    await settle(sites.filter(share.certain));
    return more;
  }

  async function pass(): Promise<boolean> {
    const started = performance.now();
    covered = [...held];
    const unheard = await hear();
    const behind = await liveFold();
    const lateLeft = await late.pass();
    duration.observe((performance.now() - started) / 1000);
    return unheard || behind || lateLeft;
  }

  const runner = createRunner(pass, options.pauseMs ?? 1500, (error) => {
    failures.inc();
    log.error({ err: error }, 'fold pass failed; it will be tried again');
  });

  /** What is kept of these machines, and what the store knows that nobody noted. */
  async function learn(machines: readonly MachineView[]): Promise<void> {
    await progress.load(machines.map((machine) => machine.code));
    await askForEach(machines, async ({ code, source }) => {
      const span = await store.span(source);
      if (!span) return;
      progress.setLastAt(code, span.last);
      if (progress.watermark(code) === undefined) progress.note(code, span.first, span.last);
    });
    await progress.persist();
  }

  async function noteChange(change: PlantChange): Promise<void> {
    const known = await foldedBefore(db, change.machines);
    for (const code of change.machines) {
      const machine = plant.machine(code);
      const span = machine ? await store.span(machine.source) : null;
      if (!span) continue;
      if (known.has(code)) await progress.addLate(code, Math.max(change.from, span.first), clock(), change.reason);
      else dirty.note(code, span.first, span.last);
    }
    await dirty.persist();
  }

  const changes = createChangeJobs(queue, plant, noteChange);
  const stopListening = plant.onChange((change) => {
    changes.look().catch((error) => log.error({ err: error, change }, 'a plant change waits for the next one'));
  });

  return {
    dirty,
    gate,
    restatements,
    horizon: () => horizon,
    backlogMs,
    async gain(site) {
      await learn(plant.within({ level: 'site', code: site }));
      held.add(site);
    },
    async lose(site) {
      held.delete(site);
      await runner.turned();
      const codes = plant.within({ level: 'site', code: site }).map((machine) => machine.code);
      progress.forget(codes);
      for (const code of codes) for (const known of [foldedTo, lastDown]) known.delete(code);
    },
    async start() {
      if (!share) await learn(plant.all());
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
