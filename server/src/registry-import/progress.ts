// Owns what is kept of an import as a whole: read, counted, moved from one state to the next by one writer alone.

import type { ImportAnswer, ImportCounts, ImportState } from '@takt/model/api';
import { type FileReject, sayFileReject } from '@takt/model/imports';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../platform/database/index.ts';
import type { Layout } from './layout.ts';

export type ImportRecord = Row<'registry_imports'>;
type Db = Kysely<Schema>;

export const noCounts: ImportCounts = { rows: 0, checked: 0, create: 0, change: 0, none: 0, reject: 0, applied: 0 };

/** How the file was read, as it is kept. */
export type KeptLayout = Pick<Layout, 'sheet' | 'header' | 'unknown'> & {
  sheets: readonly string[];
  columns: readonly { letters: string; header: string; key: string }[];
};

export async function findImport(db: Db, id: string): Promise<ImportRecord | undefined> {
  return db.selectFrom('registry_imports').selectAll().where('id', '=', id).executeTakeFirst();
}

/** False where it is not any more in the state it is moved from: somebody else was first. */
export async function moveImport(
  db: Db,
  id: string,
  from: ImportState,
  to: Partial<Omit<ImportRecord, 'id' | 'state'>> & { state: ImportState },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('registry_imports')
    .set(to)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function keepCounts(db: Db, id: string, counts: ImportCounts): Promise<void> {
  await db
    .updateTable('registry_imports')
    .set({ counts: JSON.stringify(counts) })
    .where('id', '=', id)
    .execute();
}

export function countsOf({ counts }: Pick<ImportRecord, 'counts'>): ImportCounts {
  return JSON.parse(counts);
}

export function importAnswer(record: ImportRecord): ImportAnswer {
  const problems: FileReject[] = JSON.parse(record.problems);
  return {
    id: record.id,
    kind: record.kind,
    district: record.district,
    plantEnterprise: record.plant_enterprise,
    fileName: record.file_name,
    sha256: record.sha256,
    state: record.state,
    counts: countsOf(record),
    problems: problems.map((problem) => ({ ...problem, reason: sayFileReject(problem, 'en') })),
    layout: record.layout === null ? null : JSON.parse(record.layout),
    createdAt: record.created_at,
    createdByName: record.created_by_name,
    decidedAt: record.decided_at,
    decidedByName: record.decided_by_name,
    finishedAt: record.finished_at,
  };
}
