// Owns the rows of an import as they are kept between preview and writing.
import { type ImportAction, type ImportRow, importActions } from '@takt/model/api';
import { sayCellReject } from '@takt/model/imports';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../platform/database/index.ts';
import type { Value } from './cell.ts';
import type { ReadRow, RowProblem, Values } from './row.ts';

type Db = Kysely<Schema>;
export type KeptRow = Row<'registry_import_rows'>;

/** By field; null: nothing was kept. */
export type Changes = Readonly<Record<string, { from: Value | null; to: Value | null }>>;

/** What becomes of a row. */
export type Fate =
  | { action: 'create'; record: string }
  | { action: 'change' | 'none'; record: string; revision: number; changes: Changes }
  | { action: 'reject'; problems: readonly RowProblem[] };

export function keptRow(id: string, { row, cells, values, notes }: ReadRow, fate: Fate): KeptRow {
  const kept = fate.action === 'change' || fate.action === 'none' ? fate : undefined;
  return {
    import: id,
    row,
    data: JSON.stringify(fate.action === 'reject' ? { cells } : { cells, values }),
    problems: JSON.stringify(fate.action === 'reject' ? fate.problems : []),
    notes: JSON.stringify(notes),
    changes: JSON.stringify(kept?.changes ?? {}),
    action: fate.action,
    record: fate.action === 'reject' ? null : fate.record,
    revision: kept?.revision ?? null,
    applied_at: null,
  };
}

export function readRowOf({ row, data, notes }: KeptRow): ReadRow {
  const { cells, values = {} }: { cells: Record<string, string>; values?: Values } = JSON.parse(data);
  return { row, cells, values, problems: [], notes: JSON.parse(notes) };
}

export function changesOf({ changes }: Pick<KeptRow, 'changes'>): Changes {
  return JSON.parse(changes);
}

/** In which they are shown: what needs somebody first. */
const order: readonly ImportAction[] = ['reject', 'change', 'create', 'none'];

export async function pageOfRows(
  db: Db,
  id: string,
  { action, limit, offset }: { action?: ImportAction | undefined; limit: number; offset: number },
): Promise<{ total: number; rows: ImportRow[] }> {
  const counted = await db
    .selectFrom('registry_import_rows')
    .select('action')
    .select((e) => e.fn.countAll<number>().as('rows'))
    .where('import', '=', id)
    .groupBy('action')
    .execute();
  const rowsOf = (wanted: ImportAction) => Number(counted.find((one) => one.action === wanted)?.rows ?? 0);
  const rows: KeptRow[] = [];
  let skip = offset;
  // One action after another, each by the index: sorting all of them for every page would take as long as there are rows.
  for (const one of action ? [action] : order) {
    const there = rowsOf(one);
    const wanted = limit - rows.length;
    if (wanted > 0 && skip < there) rows.push(...(await rowsFrom(db, id, one, wanted, skip)));
    skip = Math.max(0, skip - there);
  }
  const total = action ? rowsOf(action) : importActions.map(rowsOf).reduce((sum, one) => sum + one, 0);
  return { total, rows: rows.map(rowAnswer) };
}

export function rowsFrom(db: Db, id: string, action: ImportAction, limit: number, offset: number): Promise<KeptRow[]> {
  return db
    .selectFrom('registry_import_rows')
    .selectAll()
    .where('import', '=', id)
    .where('action', '=', action)
    .orderBy('row')
    .limit(limit)
    .offset(offset)
    .execute();
}

export function problemsOf({ problems }: Pick<KeptRow, 'problems'>): RowProblem[] {
  return JSON.parse(problems);
}

function rowAnswer(kept: KeptRow): ImportRow {
  const { cells, notes } = readRowOf(kept);
  return {
    row: kept.row,
    action: kept.action,
    applied: kept.applied_at !== null,
    record: kept.record,
    cells: { ...cells },
    problems: problemsOf(kept).map(({ about = {}, ...problem }) => ({
      ...problem,
      about,
      reason: sayCellReject({ code: problem.code, about }, 'en'),
    })),
    notes,
    changes: { ...changesOf(kept) },
  };
}
