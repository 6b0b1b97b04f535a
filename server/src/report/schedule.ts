// Owns which reports are made without anybody asking: of every month that is over and frozen, of the city and of each district that has anything.
import type { ReportLanguage } from '@takt/model/api';
import { addMonths, dayOf, monthOf } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import { system } from '../platform/caller.ts';
import { inParts } from '../platform/database/in-parts.ts';
import type { Schema } from '../platform/database/index.ts';
import type { ReportParts } from './parts.ts';
import type { ReportRecord } from './rows.ts';

/** Those who read it are the bureaus. */
const language: ReportLanguage = 'zh-CN';
/** Further back nobody waits for a report any more. */
const mostMonths = 12;

/**
 * Puts down what is due and not there yet; answers the ids that are new. Of two processes that do so at once, each report is put down
 * once. Before the first of them only the month just over is due: what was there before anybody used Takt has no report.
 */
export async function putDownDue(parts: Pick<ReportParts, 'db' | 'regions' | 'clock'>): Promise<string[]> {
  const { db, regions, clock } = parts;
  const last = addMonths(monthOf(dayOf(clock(), regions.city.timeZone)), -1);
  const due = await dueMonths(db, last);
  if (due.length === 0) return [];
  const codes = await regionsWithAnything(parts);
  const rows = due.flatMap((month) => codes.map((region) => reportOf(month, region, clock())));
  return db.transaction().execute(async (transaction) => {
    const put: string[] = [];
    for (const part of inParts(rows, 100)) {
      const written = await transaction
        .insertInto('reports')
        .values(part)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute();
      put.push(...written.map(({ id }) => id));
    }
    return put;
  });
}

/** Ascending. A month is due once its figures are frozen. */
async function dueMonths(db: Kysely<Schema>, last: string): Promise<string[]> {
  const made = await db
    .selectFrom('reports')
    .select((e) => e.fn.max('month').as('month'))
    .where('created_by', '=', system.actor)
    .executeTakeFirst();
  const earliest = addMonths(last, 1 - mostMonths);
  const [from = last] = [earliest, made?.month ? addMonths(made.month, 1) : last].sort().reverse();
  const frozen = await db
    .selectFrom('target_snapshots')
    .select('month')
    .distinct()
    .where('month', '>=', from)
    .where('month', '<=', last)
    .orderBy('month')
    .execute();
  return frozen.map(({ month }) => month);
}

async function regionsWithAnything({ db, regions }: Pick<ReportParts, 'db' | 'regions'>): Promise<string[]> {
  const found = new Set<string>();
  const enterprises = db.selectFrom('registry_enterprises').select('district').distinct();
  const projects = db.selectFrom('retrofit_projects').select('district').distinct();
  const certificates = db.selectFrom('certificates').select('district').distinct();
  const plans = db.selectFrom('targets').select('region as district').distinct();
  for (const { district } of await enterprises.union(projects).union(certificates).union(plans).execute())
    found.add(district);
  const { city, districts } = regions;
  return [city.code, ...districts.map(({ code }) => code).filter((code) => found.has(code))];
}

/** Its id follows from what it is: it is put down once. */
function reportOf(month: string, region: string, at: number): ReportRecord {
  return {
    id: `${month}.${region}`,
    month,
    region,
    language,
    state: 'waiting',
    created_at: at,
    created_by: system.actor,
    created_by_name: system.name,
    finished_at: null,
    pdf_document: null,
    excel_document: null,
    error: null,
  };
}
