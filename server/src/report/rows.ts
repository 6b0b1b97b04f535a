// Owns reports as they are kept, and as they are answered.
import type { Report, ReportLanguage } from '@takt/model/api';
import type { Kysely } from 'kysely';
import type { SeenRegions } from '../plant/region-sight.ts';
import { system } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';

export type ReportRecord = Row<'reports'>;

export function findReport(db: Kysely<Schema>, id: string): Promise<ReportRecord | undefined> {
  return db.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst();
}

export function reportAnswer(row: ReportRecord): Report {
  const { id, month, region, state, error, created_at: createdAt, finished_at: finishedAt } = row;
  const language = row.language as ReportLanguage;
  const createdByName = row.created_by === system.actor ? null : row.created_by_name;
  return { id, month, region, language, state, createdAt, createdByName, finishedAt, error };
}

export interface ReportFilter {
  region?: string | undefined;
  month?: string | undefined;
  limit: number;
  offset: number;
}

/** Latest month first; in a month the city, then districts by code, what was asked for last first. */
export async function listReports(
  db: Kysely<Schema>,
  regions: readonly string[],
  { region, month, limit, offset }: ReportFilter,
): Promise<{ total: number; reports: Report[] }> {
  const asked = region === undefined ? regions : regions.filter((one) => one === region);
  if (asked.length === 0) return { total: 0, reports: [] };
  const seen = db
    .selectFrom('reports')
    .where('region', 'in', [...asked])
    .$if(month !== undefined, (query) => query.where('month', '=', month ?? ''));
  const { total } = await seen.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await seen
    .selectAll()
    .orderBy('month', 'desc')
    .orderBy('region')
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), reports: rows.map(reportAnswer) };
}

/** Codes of what is seen, the city first. */
export function codesOf({ city, districts }: SeenRegions, cityCode: string): string[] {
  return [...(city ? [cityCode] : []), ...districts];
}
