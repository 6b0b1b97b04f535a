// Owns writing an import: batch after batch, each judged once more against what the registry has become since the preview.
import type { ImportCounts } from '@takt/model/api';
import type { AuditRecord } from '../platform/audit/index.ts';
import { giveWay, rowsAtOnce } from './check.ts';
import { changesBetween } from './fate.ts';
import { kindRules } from './kinds/index.ts';
import type { Changed, Db, Match, Resolved, Stamp, Written } from './kinds/rules.ts';
import type { ImportParts } from './parts.ts';
import { countsOf, findImport, type ImportRecord, keepCounts, moveImport } from './progress.ts';
import { reachOf } from './reach.ts';
import type { RowProblem } from './row.ts';
import { type Changes, changesOf, type KeptRow, readRowOf } from './rows.ts';

/** Goes on where it was: rows that are written say so in the transaction that wrote them. */
export async function applyImport(parts: ImportParts, id: string): Promise<void> {
  for (;;) {
    const record = await findImport(parts.db, id);
    if (record?.state !== 'running') return;
    const more = await parts.db.transaction().execute((transaction) => applyBatch(parts, transaction, record));
    if (!more) {
      await moveImport(parts.db, id, 'running', { state: 'done', finished_at: parts.clock() });
      return;
    }
    await giveWay();
  }
}

interface Batch {
  inserts: Written[];
  changes: Changed[];
  /** Rows that turned out to be in conflict with what was written meanwhile. */
  rejected: { row: KeptRow; problems: RowProblem[] }[];
  applied: KeptRow[];
}

async function applyBatch(parts: ImportParts, transaction: Db, record: ImportRecord): Promise<boolean> {
  const rows = await nextRows(transaction, record.id);
  if (rows.length === 0) return false;
  // Writers follow one another here already, and not only with their entries: what is read now is what will be written on.
  await transaction
    .updateTable('audit_head')
    .set((e) => ({ entries: e.ref('entries') }))
    .execute();
  const rules = kindRules[record.kind];
  const values = rows.map((row) => readRowOf(row).values);
  const matches = await rules.match(transaction, values, { ...parts, reach: reachOf(record) });
  const batch: Batch = { inserts: [], changes: [], rejected: [], applied: [] };
  for (const [index, row] of rows.entries()) {
    const match = matches[index];
    if (match) judgeAgain(batch, row, match);
  }
  const stamp = stampOf(record, parts.clock());
  await rules.insert(transaction, batch.inserts, stamp);
  await rules.update(transaction, batch.changes, stamp);
  await markRows(transaction, record.id, batch, stamp.recorded_at);
  await keepCounts(transaction, record.id, countedOn(countsOf(record), batch));
  await parts.audit(transaction, ...auditOf(record, batch));
  return true;
}

function nextRows(transaction: Db, id: string): Promise<KeptRow[]> {
  return transaction
    .selectFrom('registry_import_rows')
    .selectAll()
    .where('import', '=', id)
    .where('action', 'in', ['create', 'change'])
    .where('applied_at', 'is', null)
    .orderBy('row')
    .limit(rowsAtOnce)
    .execute();
}

function judgeAgain(batch: Batch, row: KeptRow, match: Match): void {
  const reject = (...problems: RowProblem[]) => batch.rejected.push({ row, problems });
  const { cells } = readRowOf(row);
  const id = row.record ?? '';
  if (match.kind === 'reject') {
    reject(...match.rejects.map((one) => ({ ...one, letters: null, value: cells[one.column ?? ''] ?? '' })));
  } else if (match.kind === 'new') {
    if (row.action !== 'create') return void reject(problem('changed_since', '', 'name', cells));
    batch.inserts.push({ id, values: match.values });
    batch.applied.push(row);
  } else if (row.action === 'create' || match.record !== id) {
    reject(problem('added_since', match.keptBy, null, cells));
  } else {
    const conflicts = conflictsBetween(changesOf(row), match, row.revision);
    if (conflicts.length > 0)
      return void reject(
        ...conflicts.map((key) => problem('changed_since', match.keptBy, key, cells, String(match.kept[key] ?? ''))),
      );
    const changes = changesBetween(match);
    batch.applied.push(row);
    if (Object.keys(changes).length > 0)
      batch.changes.push({
        id,
        revision: match.revision,
        values: sideOf(changes, 'to'),
        before: sideOf(changes, 'from'),
      });
  }
}

function problem(
  code: 'changed_since' | 'added_since',
  name: string,
  column: string | null,
  cells: Readonly<Record<string, string>>,
  now = '',
): RowProblem {
  return { code, column, letters: null, value: column === null ? '' : (cells[column] ?? ''), about: { name, now } };
}

/** Fields the row changes that are not any more what the preview showed, nor what the row says. */
function conflictsBetween(
  seen: Changes,
  { values, kept, revision }: Extract<Match, { kind: 'kept' }>,
  seenRevision: number | null,
): string[] {
  if (revision === seenRevision) return [];
  return Object.entries(values).flatMap(([key, to]) => {
    const now = kept[key] ?? null;
    const before = key in seen ? (seen[key]?.from ?? null) : to;
    return now === to || now === before ? [] : [key];
  });
}

function sideOf(changes: Changes, side: 'from' | 'to'): Resolved {
  return Object.fromEntries(Object.entries(changes).map(([key, change]) => [key, change[side]]));
}

/** Whoever decided that it be written is who wrote it. */
function stampOf({ id, decided_by, decided_by_name }: ImportRecord, at: number): Stamp {
  return {
    origin: 'imported',
    recorded_at: at,
    recorded_by: decided_by ?? 'system',
    recorded_by_name: decided_by_name ?? 'system',
    import: id,
  };
}

async function markRows(transaction: Db, id: string, { applied, rejected }: Batch, at: number): Promise<void> {
  const rows = (all: readonly KeptRow[]) => all.map(({ row }) => row);
  if (applied.length > 0)
    await transaction
      .updateTable('registry_import_rows')
      .set({ applied_at: at })
      .where('import', '=', id)
      .where('row', 'in', rows(applied))
      .execute();
  for (const { row, problems } of rejected)
    await transaction
      .updateTable('registry_import_rows')
      .set({ action: 'reject', problems: JSON.stringify(problems), record: null })
      .where('import', '=', id)
      .where('row', '=', row.row)
      .execute();
}

function countedOn(counts: ImportCounts, { applied, rejected }: Batch): ImportCounts {
  const turned = (action: 'create' | 'change') => rejected.filter(({ row }) => row.action === action).length;
  return {
    ...counts,
    applied: counts.applied + applied.length,
    reject: counts.reject + rejected.length,
    create: counts.create - turned('create'),
    change: counts.change - turned('change'),
  };
}

/** An entry holds so much of a batch that none of it is cut. */
const mostBytesAnEntry = 45_000;

/** One entry for many records, each with what it was and is: ten thousand entries would take longer than ten thousand records. */
function auditOf(
  { id, kind, district, decided_by, decided_by_name }: ImportRecord,
  { inserts, changes }: Batch,
): AuditRecord[] {
  const told = [
    ...inserts.map(({ id: record, values }) => ({ record, before: null, after: values })),
    ...changes.map(({ id: record, values, before }) => ({ record, before, after: values })),
  ];
  const entries: (typeof told)[] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of told) {
    const more = Buffer.byteLength(JSON.stringify(one));
    if (bytes + more > mostBytesAnEntry) {
      entries.push([]);
      bytes = 0;
    }
    entries.at(-1)?.push(one);
    bytes += more;
  }
  return entries.map((records) => ({
    actor: decided_by ?? 'system',
    actorName: decided_by_name ?? 'system',
    action: 'imports.write',
    outcome: 'done',
    kind: 'import',
    code: id,
    scope: district === null ? null : `district:${district}`,
    before: {
      kind,
      records: Object.fromEntries(records.flatMap(({ record, before }) => (before ? [[record, before]] : []))),
    },
    after: { kind, records: Object.fromEntries(records.map(({ record, after }) => [record, after])) },
    address: null,
  }));
}
