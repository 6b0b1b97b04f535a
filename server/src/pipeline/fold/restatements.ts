// Owns restatements: closed shifts whose facts changed afterwards, with what they were and what they are.

import type { RouteAnswer } from '@takt/model/api';
import { addFacts, emptyFacts, type Facts, factFields } from '@takt/model/facts';
import type { Kysely } from 'kysely';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { FactRow, FactsReplacement, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { MachineView } from '../plant-view.ts';
import type { LateReason } from './progress.ts';
import { scheduleOf } from './read.ts';

/** A shift is closed this long after its end: stragglers until then are no restatement. */
const graceMs = 15 * 60_000;
const kept = 10_000;
/** Most machines a statement names: databases bound the parameters of one. */
const machinesAStatement = 5000;

export interface Restatement {
  machine: string;
  shiftFrom: number;
  shiftTo: number;
  reason: LateReason;
  before: Facts;
  after: Facts;
}

/** Compares what is stored with what replaces it, per closed shift that had facts before. */
export async function findRestatements(
  store: TelemetryStore,
  machine: MachineView,
  replacement: FactsReplacement,
  reason: LateReason,
  now: number,
): Promise<Restatement[]> {
  const { from, to } = replacement;
  const old = await store.readFacts({ machines: [machine.code], grain: 'minute', from, to });
  const found: Restatement[] = [];
  for (const shift of scheduleOf(machine).shifts(from, to)) {
    if (shift.to + graceMs > now) continue;
    const inShift = (row: FactRow) => row.start >= shift.from && row.start < shift.to;
    const oldRows = old.filter(inShift);
    if (oldRows.length === 0) continue;
    const changedBy = difference(sum(replacement.rows.filter(inShift)), sum(oldRows));
    if (factFields.every((field) => Math.abs(changedBy[field]) < 1e-6)) continue;
    const rows = await store.readFacts({ machines: [machine.code], grain: 'minute', from: shift.from, to: shift.to });
    const before = sum(rows);
    const after = addFacts({ ...before }, changedBy);
    found.push({ machine: machine.code, shiftFrom: shift.from, shiftTo: shift.to, reason, before, after });
  }
  return found;
}

function sum(rows: readonly FactRow[]): Facts {
  const total = emptyFacts();
  for (const row of rows) addFacts(total, row);
  return total;
}

function difference(a: Facts, b: Facts): Facts {
  const result = emptyFacts();
  for (const field of factFields) result[field] = a[field] - b[field];
  return result;
}

export function createRestatements(db: Kysely<Schema>) {
  return {
    async add(at: number, restatements: readonly Restatement[]): Promise<void> {
      if (restatements.length === 0) return;
      const rows = restatements.map((one) => ({
        at,
        machine: one.machine,
        shift_from: one.shiftFrom,
        shift_to: one.shiftTo,
        reason: one.reason,
        before: JSON.stringify(one.before),
        after: JSON.stringify(one.after),
      }));
      await db.insertInto('restatements').values(rows).execute();
      const newest = await db
        .selectFrom('restatements')
        .select((e) => e.fn.max('id').as('id'))
        .executeTakeFirst();
      await db
        .deleteFrom('restatements')
        .where('id', '<=', Number(newest?.id ?? 0) - kept)
        .execute();
    },

    /** Restatements of these machines, newest first. */
    async list(machines: readonly string[], limit: number): Promise<RouteAnswer<'restatements.list'>> {
      const rows: Row<'restatements'>[] = [];
      for (const part of inParts(machines, machinesAStatement)) {
        const found = await db
          .selectFrom('restatements')
          .selectAll()
          .where('machine', 'in', part)
          .orderBy('id', 'desc')
          .limit(limit)
          .execute();
        rows.push(...found);
      }
      const newest = rows.sort((a, b) => b.id - a.id).slice(0, limit);
      return newest.map((row) => ({
        id: row.id,
        at: row.at,
        machine: row.machine,
        shiftFrom: row.shift_from,
        shiftTo: row.shift_to,
        reason: row.reason as LateReason,
        before: JSON.parse(row.before) as Facts,
        after: JSON.parse(row.after) as Facts,
      }));
    },
  };
}
export type Restatements = ReturnType<typeof createRestatements>;
