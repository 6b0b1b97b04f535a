// Owns the preview: a file is read, every row of it judged, and all of that kept; nothing of the registry is written.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportCounts } from '@takt/model/api';
import type { FileReject } from '@takt/model/imports';
import { inParts } from '../platform/database/in-parts.ts';
import { FileProblem, type Merge, openSpreadsheet, type Sheet, type SheetRow } from '../platform/spreadsheet/index.ts';
import { plainOf } from './cell.ts';
import { createRepeats, fateOf, rejectedRow, repeatOf } from './fate.ts';
import { kindRules } from './kinds/index.ts';
import { type Laid, type Layout, layOut } from './layout.ts';
import type { ImportJobParts, ImportParts } from './parts.ts';
import { findImport, type ImportRecord, type KeptLayout, keepCounts, moveImport, noCounts } from './progress.ts';
import { reachOf } from './reach.ts';
import { type ReadRow, readRow } from './row.ts';
import { type Fate, keptRow } from './rows.ts';

/** Rows that are judged and kept by one transaction. */
export const rowsAtOnce = 250;

/** The embedded database answers at once: without a pause nobody else would be answered before the last row. */
export const giveWay = () => sleep(5);

/** Begins from the first row however often it is called, until the preview is complete. */
export async function checkImport(parts: Omit<ImportJobParts, 'queue'>, id: string): Promise<void> {
  const { db } = parts;
  const record = await findImport(db, id);
  if (record?.state !== 'checking') return;
  const content = await parts.documents.read({ subject_kind: 'import', subject: id }, record.document);
  const found = await chooseSheet(content?.content ?? new Uint8Array(), record);
  if ('reject' in found) return failWith(parts, id, found.reject);
  const { sheet, layout, sheets } = found;
  await db.deleteFrom('registry_import_rows').where('import', '=', id).execute();
  await db
    .updateTable('registry_imports')
    .set({ layout: JSON.stringify(keptLayout(layout, sheets)) })
    .where('id', '=', id)
    .execute();
  const rows = rowsBelow(layout, sheet);
  if (rows.length === 0) return failWith(parts, id, { code: 'no_rows', detail: null });
  const counts = await judgeRows(parts, record, layout, rows);
  await moveImport(db, id, 'checking', { state: 'previewed', counts: JSON.stringify(counts) });
}

type Chosen = { sheet: Sheet; layout: Layout; sheets: readonly string[] } | { reject: FileReject };

/** The one somebody named, or the first whose header is known. What is wrong is told of the sheet that came nearest. */
async function chooseSheet(content: Uint8Array, { kind, sheet: wanted }: ImportRecord): Promise<Chosen> {
  try {
    const book = await openSpreadsheet(content);
    const sheets = book.sheetNames;
    if (wanted !== null && !sheets.includes(wanted)) return { reject: { code: 'no_such_sheet', detail: wanted } };
    let reject: FileReject = { code: 'no_header', detail: null };
    for await (const sheet of book.sheets(wanted ?? undefined)) {
      const laid: Laid = layOut(kind, sheet);
      if (laid.ok) return { sheet, layout: laid.layout, sheets };
      if (reject.code === 'no_header') reject = laid.reject;
    }
    return { reject };
  } catch (error) {
    if (error instanceof FileProblem) return { reject: { code: error.code, detail: error.detail ?? null } };
    throw error;
  }
}

async function failWith({ db, clock }: ImportParts, id: string, problem: FileReject): Promise<void> {
  await moveImport(db, id, 'checking', { state: 'failed', problems: JSON.stringify([problem]), finished_at: clock() });
}

function keptLayout({ columns, ...layout }: Layout, sheets: readonly string[]): KeptLayout {
  return {
    ...layout,
    sheets,
    columns: columns.map(({ letters, header, column }) => ({ letters, header, key: column.key })),
  };
}

/** A row with something in the columns that count, or in a merged cell. */
interface RowBelow {
  raw: SheetRow;
  merges: readonly Merge[];
}

function rowsBelow(layout: Layout, { rows, merges }: Sheet): RowBelow[] {
  const below = merges.filter(({ toRow }) => toRow > layout.header);
  return rows.flatMap((raw) => {
    if (raw.row <= layout.header) return [];
    const touching = below.filter(({ fromRow, toRow }) => fromRow <= raw.row && raw.row <= toRow);
    const filled = layout.columns.some(({ index }) => plainOf(raw.cells[index]) !== undefined);
    return filled || touching.length > 0 ? [{ raw, merges: touching }] : [];
  });
}

async function judgeRows(
  parts: ImportParts,
  record: ImportRecord,
  layout: Layout,
  rows: readonly RowBelow[],
): Promise<ImportCounts> {
  const { db } = parts;
  const context = { ...parts, reach: reachOf(record) };
  const rules = kindRules[record.kind];
  const repeatedBy = createRepeats(rules.keysOf);
  const counts = { ...noCounts, rows: rows.length };
  for (const below of inParts(rows, rowsAtOnce)) {
    const part = below.map(({ raw, merges }) => readRow(layout, raw, merges, context));
    const fates = new Map<ReadRow, Fate>();
    for (const row of part) {
      const earlier = row.problems.length > 0 ? undefined : repeatedBy(row);
      if (row.problems.length > 0) fates.set(row, rejectedRow(row.problems));
      else if (earlier !== undefined) fates.set(row, repeatOf(layout, row, earlier));
    }
    const open = part.filter((row) => !fates.has(row));
    const matches =
      open.length === 0
        ? []
        : await rules.match(
            db,
            open.map(({ values }) => values),
            context,
          );
    for (const [index, match] of matches.entries()) {
      const row = open[index];
      if (row) fates.set(row, fateOf(row, match, layout));
    }
    await db.transaction().execute(async (transaction) => {
      const kept = part.flatMap((row) => {
        const fate = fates.get(row);
        return fate ? [keptRow(record.id, row, fate)] : [];
      });
      await transaction.insertInto('registry_import_rows').values(kept).execute();
      for (const { action } of kept) counts[action]++;
      counts.checked += kept.length;
      await keepCounts(transaction, record.id, counts);
    });
    await giveWay();
  }
  return counts;
}
