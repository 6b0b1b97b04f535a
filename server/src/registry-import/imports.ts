// Owns imports as somebody handles them: a file taken in, those there are, one applied or dropped.
import { createHash, randomUUID } from 'node:crypto';
import type { ImportAnswer } from '@takt/model/api';
import { type FileReject, type ImportKind, sayFileReject } from '@takt/model/imports';
import type { ExpressionBuilder } from 'kysely';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { mediaTypeOf } from '../platform/documents/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { FileProblem, openSpreadsheet } from '../platform/spreadsheet/index.ts';
import { applyJob, checkJob } from './jobs.ts';
import type { ImportRouteParts } from './parts.ts';
import { findImport, type ImportRecord, importAnswer, type KeptLayout, moveImport, noCounts } from './progress.ts';
import { chooseReach, importSight, mayReach, type Reach, reachColumns, reachOf, writePermission } from './reach.ts';

const noSuchImport = () => refuse('not_found', 'there is no such import of yours');

/** That of somebody who may not write where it writes does not exist. */
export async function ownImport(parts: ImportRouteParts, caller: Caller, id: string): Promise<Outcome<ImportRecord>> {
  const record = await findImport(parts.db, id);
  return record && mayReach(parts, caller, record.kind, reachOf(record)) ? done(record) : noSuchImport();
}

export async function listImports(
  parts: ImportRouteParts,
  caller: Caller,
  { kind, limit, offset }: { kind?: ImportKind | undefined; limit: number; offset: number },
): Promise<{ total: number; imports: ImportAnswer[] }> {
  const records = importSight(parts, caller, writePermission('enterprises'));
  const projects = importSight(parts, caller, writePermission('projects'));
  const seen = parts.db
    .selectFrom('registry_imports')
    .where((e) =>
      e.and([
        e.or([
          e.and([e('kind', '!=', 'projects'), within(e, records)]),
          e.and([e('kind', '=', 'projects'), within(e, projects)]),
        ]),
        ...(kind === undefined ? [] : [e('kind', '=', kind)]),
      ]),
    );
  const { total } = await seen.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await seen.selectAll().orderBy('created_at', 'desc').orderBy('id').limit(limit).offset(offset).execute();
  return { total: Number(total), imports: rows.map(importAnswer) };
}

function within(
  e: ExpressionBuilder<Schema, 'registry_imports'>,
  { whole, districts, enterprises }: ReturnType<typeof importSight>,
) {
  if (whole || districts === 'all') return e.lit(true);
  return e.or([
    ...(districts.length > 0 ? [e('district', 'in', districts)] : []),
    ...(enterprises.length > 0 ? [e('plant_enterprise', 'in', enterprises)] : []),
  ]);
}

export interface SentFile {
  kind: ImportKind;
  fileName: string;
  sheet?: string | undefined;
  district?: string | undefined;
}

/** What is no file that can be read is refused at once; what its rows say is found out as a job. */
export async function takeFile(
  parts: ImportRouteParts,
  caller: Caller,
  sent: SentFile,
  content: Uint8Array,
): Promise<Outcome<ImportAnswer>> {
  const reach = chooseReach(parts, caller, sent.kind, sent.district);
  if (!reach.ok) return reach;
  const wrong = await wrongWith(content, sent.sheet);
  if (wrong) {
    const reason = sayFileReject(wrong, 'en');
    const field = wrong.code === 'no_such_sheet' ? 'sheet' : 'body';
    return refuse('invalid', reason, [{ field, reason: `${wrong.code}: ${reason}` }]);
  }
  const record = await keepFile(parts, caller, sent, reach.value, content);
  await parts.queue.add(checkJob, record.id, { id: record.id });
  return done(importAnswer(record));
}

async function wrongWith(content: Uint8Array, sheet: string | undefined): Promise<FileReject | undefined> {
  try {
    const { sheetNames } = await openSpreadsheet(content);
    return sheet === undefined || sheetNames.includes(sheet) ? undefined : { code: 'no_such_sheet', detail: sheet };
  } catch (error) {
    if (error instanceof FileProblem) return { code: error.code, detail: error.detail ?? null };
    throw error;
  }
}

async function keepFile(
  { db, documents, audit, clock }: ImportRouteParts,
  caller: Caller,
  { kind, fileName, sheet }: SentFile,
  reach: Reach,
  content: Uint8Array,
): Promise<ImportRecord> {
  const id = randomUUID();
  // Judged by what it is, a file may be called anything; documents have an ending that is known.
  const name = mediaTypeOf(fileName) === undefined ? `${fileName}.${content[0] === 0x50 ? 'xlsx' : 'csv'}` : fileName;
  return db.transaction().execute(async (transaction) => {
    const subject = { subject_kind: 'import' as const, subject: id };
    const document = await documents.put(transaction, { ...subject, name, content, caller });
    const record: Row<'registry_imports'> = {
      id,
      kind,
      ...reachColumns(reach),
      file_name: fileName,
      document: document.id,
      sha256: createHash('sha256').update(content).digest('hex'),
      sheet: sheet ?? null,
      state: 'checking',
      counts: JSON.stringify(noCounts),
      problems: '[]',
      layout: null,
      created_at: clock(),
      created_by: attribution(caller).actor,
      created_by_name: caller.name,
      decided_at: null,
      decided_by: null,
      decided_by_name: null,
      finished_at: null,
      error: null,
    };
    await transaction.insertInto('registry_imports').values(record).execute();
    const after = { kind, fileName, bytes: content.length, sha256: record.sha256 };
    await audit(transaction, { ...actOn(record, caller, 'imports.upload'), before: null, after });
    return record;
  });
}

/** Of two who decide at once the second is told of the first. */
export async function decideImport(
  parts: ImportRouteParts,
  caller: Caller,
  id: string,
  state: 'running' | 'dropped',
): Promise<Outcome<ImportAnswer>> {
  const { db, clock, audit, queue } = parts;
  const found = await ownImport(parts, caller, id);
  if (!found.ok) return found;
  const at = clock();
  const decided = { decided_at: at, decided_by: attribution(caller).actor, decided_by_name: caller.name };
  const moved = await db.transaction().execute(async (transaction) => {
    const change = { state, ...decided, ...(state === 'dropped' && { finished_at: at }) };
    if (!(await moveImport(transaction, id, 'previewed', change))) return false;
    const action = state === 'running' ? 'imports.apply' : 'imports.drop';
    await audit(transaction, { ...actOn(found.value, caller, action), before: null, after: null });
    return true;
  });
  const record = await findImport(db, id);
  if (!record) return noSuchImport();
  if (!moved) return refuse('conflict', whyNot(record));
  if (state === 'running') await queue.add(applyJob, id, { id });
  return done(importAnswer(record));
}

/** The file is looked at once more, from the sheet somebody names. */
export async function chooseSheet(
  parts: ImportRouteParts,
  caller: Caller,
  id: string,
  sheet: string,
): Promise<Outcome<ImportAnswer>> {
  const { db, audit, queue } = parts;
  const found = await ownImport(parts, caller, id);
  if (!found.ok) return found;
  const layout: KeptLayout | null = found.value.layout === null ? null : JSON.parse(found.value.layout);
  if (!layout?.sheets.includes(sheet))
    return refuse('invalid', 'there is no such sheet', [{ field: 'sheet', reason: 'is no sheet of the workbook' }]);
  const moved = await db.transaction().execute(async (transaction) => {
    const change = { state: 'checking' as const, sheet, counts: JSON.stringify(noCounts) };
    if (!(await moveImport(transaction, id, 'previewed', change))) return false;
    const [before, after] = [{ sheet: layout.sheet }, { sheet }];
    await audit(transaction, { ...actOn(found.value, caller, 'imports.sheet'), before, after });
    return true;
  });
  const record = await findImport(db, id);
  if (!record) return noSuchImport();
  if (!moved) return refuse('conflict', whyNot(record));
  await queue.add(checkJob, id, { id });
  return done(importAnswer(record));
}

function whyNot({ state, decided_by_name, decided_at }: ImportRecord): string {
  if (state === 'checking') return 'its rows are still being checked';
  if (decided_at === null) return `it is ${state}`;
  const did = state === 'dropped' ? 'dropped' : 'applied';
  return `${decided_by_name} ${did} it at ${new Date(decided_at).toISOString()}`;
}

function actOn({ id, district, plant_enterprise }: ImportRecord, caller: Caller, action: string) {
  const ofDistrict = district === null ? null : `district:${district}`;
  return {
    ...attribution(caller),
    action,
    outcome: 'done' as const,
    kind: 'import',
    code: id,
    scope: plant_enterprise === null ? ofDistrict : `enterprise:${plant_enterprise}`,
  };
}
