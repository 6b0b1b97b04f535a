// Owns asking for a report: made on demand, once while it is under way, and tried again where it failed.
import { randomUUID } from 'node:crypto';
import type { Report, RouteInput } from '@takt/model/api';
import { dayOf, monthOf } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { makeJob } from './jobs.ts';
import type { ReportRouteParts } from './parts.ts';
import { findReport, type ReportRecord, reportAnswer } from './rows.ts';

/** Not finished yet, of one person. */
const mostUnderWay = 20;
const underWay = ['waiting', 'running'] as const;

/** That the caller sees the region was asked before. */
export async function askForReport(
  parts: ReportRouteParts,
  caller: Caller,
  { region, month, language }: RouteInput<'reports.make'>['body'],
): Promise<Outcome<Report>> {
  const { db, regions, clock, queue } = parts;
  const present = monthOf(dayOf(clock(), regions.city.timeZone));
  if (month > present)
    return refuse('invalid', 'the month has not begun', [{ field: 'month', reason: `must be at most ${present}` }]);
  const asked = await db.transaction().execute(async (transaction): Promise<Outcome<ReportRecord>> => {
    await oneAfterTheOther(transaction);
    const same = await transaction
      .selectFrom('reports')
      .selectAll()
      .where('region', '=', region)
      .where('month', '=', month)
      .where('language', '=', language)
      .where('state', 'in', underWay)
      .executeTakeFirst();
    if (same) return done(same);
    if ((await countUnderWay(transaction, caller)) >= mostUnderWay)
      return refuse('too_many_requests', `${mostUnderWay} reports you asked for are not made yet`);
    const { actor: created_by, actorName: created_by_name } = attribution(caller);
    const record: ReportRecord = {
      id: randomUUID(),
      month,
      region,
      language,
      state: 'waiting',
      created_at: clock(),
      created_by,
      created_by_name,
      finished_at: null,
      pdf_document: null,
      excel_document: null,
      error: null,
    };
    await transaction.insertInto('reports').values(record).execute();
    await write(parts, transaction, caller, 'reports.make', record, null);
    return done(record);
  });
  if (!asked.ok) return asked;
  await queue.add(makeJob, asked.value.id, { id: asked.value.id });
  return done(reportAnswer(asked.value));
}

export async function retryReport(parts: ReportRouteParts, caller: Caller, id: string): Promise<Outcome<Report>> {
  const { db, queue } = parts;
  const retried = await db.transaction().execute(async (transaction): Promise<Outcome<ReportRecord>> => {
    await oneAfterTheOther(transaction);
    const record = await findReport(transaction, id);
    if (record?.state !== 'failed')
      return refuse('conflict', `the report is ${record?.state ?? 'gone'}: it did not fail`);
    const next = { ...record, state: 'waiting' as const, error: null, finished_at: null };
    await transaction
      .updateTable('reports')
      .set({ state: next.state, error: null, finished_at: null })
      .where('id', '=', id)
      .execute();
    await write(parts, transaction, caller, 'reports.retry', next, record);
    return done(next);
  });
  if (!retried.ok) return retried;
  await queue.add(makeJob, id, { id });
  return done(reportAnswer(retried.value));
}

/** Writers wait here already, and not only with their entries: what is read next no other changes meanwhile. */
async function oneAfterTheOther(transaction: Kysely<Schema>): Promise<void> {
  await transaction
    .updateTable('audit_head')
    .set((e) => ({ entries: e.ref('entries') }))
    .execute();
}

async function countUnderWay(transaction: Kysely<Schema>, { actor }: Caller): Promise<number> {
  const { count } = await transaction
    .selectFrom('reports')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('created_by', '=', actor)
    .where('state', 'in', underWay)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function write(
  { audit, regions }: ReportRouteParts,
  transaction: Kysely<Schema>,
  caller: Caller,
  action: 'reports.make' | 'reports.retry',
  { region, month, language, state }: ReportRecord,
  before: ReportRecord | null,
): Promise<void> {
  await audit(transaction, {
    ...attribution(caller),
    action,
    outcome: 'done',
    kind: 'report',
    code: `${month} ${region}`,
    scope: region === regions.city.code ? null : `district:${region}`,
    before: before && { state: before.state, error: before.error },
    after: { month, region, language, state },
  });
}
