// Owns what retrofit projects need of the rest, and one stored project as it is read.
import type { Place } from '@takt/model/access';
import { localParts } from '@takt/model/calendar';
import type { Scope } from '@takt/model/plant';
import type { Regions } from '@takt/model/regions';
import type { RetrofitTerms, StageDates } from '@takt/model/retrofit';
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import type { Documents } from '../platform/documents/index.ts';

export interface RetrofitParts {
  db: Kysely<Schema>;
  regions: Regions;
  plant: { placeOf(scope: Scope): Place | undefined };
  audit: AppendAudit;
  documents: Documents;
  terms: RetrofitTerms;
  clock: () => number;
}

export type ProjectRecord = Row<'retrofit_projects'>;

/** ISO date it is in the city. */
export function todayOf({ regions, clock }: Pick<RetrofitParts, 'regions' | 'clock'>): string {
  return localParts(clock(), regions.city.timeZone).date;
}

export function stageDatesOf(row: Row<'retrofit_stages'>): StageDates {
  return {
    stage: row.stage as StageDates['stage'],
    plannedFrom: row.planned_from,
    plannedTo: row.planned_to,
    actualFrom: row.actual_from,
    actualTo: row.actual_to,
  };
}
