// Owns what is still to be folded, durably: a watermark per machine, and the ranges older than it that changed late.
import { minuteMs } from '@takt/model/facts';
import type { Kysely } from 'kysely';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { DirtyMarks } from './dirty.ts';

export type LateReason = 'late_data' | 'definition' | 'calendar' | 'machine' | 'requested';

export interface LateRange {
  id: number;
  machine: string;
  from: number;
  to: number;
  reason: LateReason;
}

/** Live readings arrive out of order by this much without being late. */
const slackMs = 2 * minuteMs;

export interface Progress extends DirtyMarks {
  /** Takes over what is kept of these machines. */
  load(machines: readonly string[]): Promise<void>;
  /** What another process goes on with. */
  forget(machines: readonly string[]): void;
  /** Reads the late ranges anew: other processes and people put some down too. */
  refresh(): Promise<void>;
  /** Earliest reading stored since the last call, for those of the machines that have one. */
  takeNotes(machines: Iterable<string>): Map<string, number>;
  /** Latest reading ever. */
  lastAt(machine: string): number | undefined;
  setLastAt(machine: string, at: number): void;
  watermark(machine: string): number | undefined;
  /** Everything before `to` is folded, as far as it has arrived. */
  advance(reached: readonly { machine: string; to: number }[]): Promise<void>;
  addLate(machine: string, from: number, to: number, reason: LateReason): Promise<void>;
  lateRanges(): LateRange[];
  /** They are about to be folded: what is noted from here on may have come too late for them, and is put down for itself. */
  beginLate(ids: readonly number[]): void;
  dropLate(ids: readonly number[]): Promise<void>;
  /** Late ranges of machines that are registered no longer. */
  dropUnregistered(): Promise<void>;
}

/** Late ranges looked at in one pass; the rest follows when these are folded. */
const lateAtOnce = 10_000;
/** Most rows a statement names: databases bound the parameters of one. */
const rowsAStatement = 5000;

export function openProgress(db: Kysely<Schema>): Progress {
  const watermarks = new Map<string, number>();
  let late: LateRange[] = [];
  const begun = new Set<number>();
  const notes = new Map<string, number>();
  const lasts = new Map<string, number>();
  const fresh = new Map<string, number>();
  const unsaved = new Map<string, { from: number; to: number }>();

  async function saveWatermarks(rows: readonly { machine: string; watermark: number }[]): Promise<void> {
    for (const part of inParts(rows, rowsAStatement)) {
      await db
        .insertInto('fold_progress')
        .values(part)
        .onConflict((conflict) =>
          conflict.column('machine').doUpdateSet((e) => ({ watermark: e.ref('excluded.watermark') })),
        )
        .execute();
      for (const row of part) watermarks.set(row.machine, row.watermark);
    }
  }

  async function load(machines: readonly string[]): Promise<void> {
    for (const part of inParts(machines, rowsAStatement)) {
      const rows = await db.selectFrom('fold_progress').selectAll().where('machine', 'in', part).execute();
      for (const row of rows) watermarks.set(row.machine, row.watermark);
    }
  }

  function noteLate(machine: string, from: number, to: number): void {
    const range = unsaved.get(machine);
    unsaved.set(machine, { from: Math.min(range?.from ?? from, from), to: Math.max(range?.to ?? to, to) });
  }

  /** Whether a range that waits will do for readings noted now. */
  function isCovered(machine: string, from: number, to: number): boolean {
    const covers = (range: LateRange) => range.machine === machine && range.from <= from && range.to >= to;
    return late.some((range) => range.reason === 'late_data' && !begun.has(range.id) && covers(range));
  }

  async function addLate(machine: string, from: number, to: number, reason: LateReason): Promise<void> {
    const { id } = await db
      .insertInto('late_ranges')
      .values({ machine, from_ms: from, to_ms: to, reason })
      .returning('id')
      .executeTakeFirstOrThrow();
    late.push({ id, machine, from, to, reason });
  }

  return {
    load,
    forget(machines) {
      for (const machine of machines)
        for (const known of [watermarks, notes, lasts, fresh, unsaved]) known.delete(machine);
    },
    async refresh() {
      const rows = await db.selectFrom('late_ranges').selectAll().orderBy('id').limit(lateAtOnce).execute();
      late = rows.map((row) => ({
        id: row.id,
        machine: row.machine,
        from: row.from_ms,
        to: row.to_ms,
        reason: row.reason as LateReason,
      }));
      // What was begun and not dropped waits again.
      begun.clear();
    },

    note(machine, from, to) {
      lasts.set(machine, Math.max(lasts.get(machine) ?? Number.NEGATIVE_INFINITY, to));
      const mark = watermarks.get(machine);
      if (mark === undefined) fresh.set(machine, Math.min(fresh.get(machine) ?? Number.POSITIVE_INFINITY, from));
      // What a counter shows at the mark was made just before it.
      else if (from <= mark) noteLate(machine, from, Math.min(to, mark));
      notes.set(
        machine,
        Math.min(notes.get(machine) ?? Number.POSITIVE_INFINITY, mark === undefined ? from : Math.max(from - 1, mark)),
      );
    },

    async persist() {
      // What the database does not take now, and what is noted meanwhile, is there for the next call.
      const found = [...fresh];
      // A mark put down before, by a process that had the machine then, stands: what lies between may not be folded yet.
      await load(found.map(([machine]) => machine));
      const first = found.filter(([machine]) => !watermarks.has(machine));
      await saveWatermarks(first.map(([machine, from]) => ({ machine, watermark: floorMinute(from) })));
      for (const [machine, from] of found) {
        const mark = watermarks.get(machine) ?? from;
        if (from < mark) noteLate(machine, from, mark);
        if (fresh.get(machine) === from) fresh.delete(machine);
      }
      for (const [machine, range] of [...unsaved]) {
        if (!isCovered(machine, range.from, range.to)) await addLate(machine, range.from, range.to, 'late_data');
        if (unsaved.get(machine) === range) unsaved.delete(machine);
      }
    },

    takeNotes(machines) {
      const taken = new Map<string, number>();
      for (const machine of machines) {
        const from = notes.get(machine);
        if (from === undefined) continue;
        taken.set(machine, from);
        notes.delete(machine);
      }
      return taken;
    },
    lastAt: (machine) => lasts.get(machine),
    setLastAt: (machine, at) => void lasts.set(machine, Math.max(lasts.get(machine) ?? at, at)),
    watermark: (machine) => watermarks.get(machine),

    async advance(reached) {
      const rows = [];
      for (const { machine, to } of reached) {
        const slack = floorMinute(Math.min(to, lasts.get(machine) ?? to)) - slackMs;
        // What was stored meanwhile is noted in memory only: the mark must not pass it, or a crash now would leave it unfolded.
        const mark = Math.min(slack, floorMinute(notes.get(machine) ?? slack));
        if (mark > (watermarks.get(machine) ?? Number.POSITIVE_INFINITY)) rows.push({ machine, watermark: mark });
      }
      await saveWatermarks(rows);
    },
    addLate,
    lateRanges: () => [...late],
    beginLate(ids) {
      for (const id of ids) begun.add(id);
    },
    async dropLate(ids) {
      for (const part of inParts(ids, rowsAStatement))
        await db.deleteFrom('late_ranges').where('id', 'in', part).execute();
      late = late.filter((range) => !ids.includes(range.id));
    },
    dropUnregistered: () => dropUnregistered(db),
  };
}

/** Late ranges of machines that are registered no longer, as the database knows it: a process may lag behind. */
export async function dropUnregistered(db: Kysely<Schema>): Promise<void> {
  const registered = db.selectFrom('machines').select('code');
  await db.deleteFrom('late_ranges').where('machine', 'not in', registered).execute();
}

/** Those of the machines the fold has come to, in whichever process. */
export async function foldedBefore(db: Kysely<Schema>, machines: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const part of inParts(machines, rowsAStatement)) {
    const rows = await db.selectFrom('fold_progress').select('machine').where('machine', 'in', part).execute();
    for (const row of rows) found.add(row.machine);
  }
  return found;
}

export function floorMinute(at: number): number {
  return Math.floor(at / minuteMs) * minuteMs;
}
