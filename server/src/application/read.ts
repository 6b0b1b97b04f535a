// Owns how applications are told: lists with what waits for the caller first, and one with everything the caller may see of it.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { type ApplicationState, type CriterionAnswer, openStates } from '@takt/model/application';
import type { Criterion, CriterionResult, Scheme } from '@takt/model/recognition';
import { bureauSightOf } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import { missingDocuments } from './apply.ts';
import { movedOf } from './decide.ts';
import { contentOf, readPackages, type StoredPackage } from './evidence.ts';
import { filterOf, tasksFirst } from './filter.ts';
import { readHistory } from './history.ts';
import type { ApplicationParts } from './parts.ts';
import { stepsOf } from './permitted.ts';
import { type ApplicationRecord, applicationRecord, readApplication, sideOf, withNames } from './record.ts';
import { confirmedCriteria, readScheme, readSchemes, schemeKey } from './schemes.ts';
import { readSubject } from './subject.ts';

export type SentApplication = RouteAnswer<'applications.get'>;
type Summary = RouteAnswer<'applications.list'>['rows'][number];
type Results = readonly (CriterionResult & { answered?: CriterionAnswer | null })[];

export async function listApplications(
  parts: ApplicationParts,
  caller: Caller,
  query: RouteInput<'applications.list'>['query'],
): Promise<RouteAnswer<'applications.list'>> {
  const { db } = parts;
  const sight = bureauSightOf(parts, caller, 'recognition.read');
  const filter = filterOf(parts, caller, query, sight);
  const { total } = await withNames(db)
    .applications.select((e) => e.fn.countAll<number>().as('total'))
    .where(filter)
    .executeTakeFirstOrThrow();
  const rows = await withNames(db)
    .applications.selectAll('a')
    .select(['e.name as enterprise_name', 'e.plant_enterprise', 'w.name as workshop_name'])
    .where(filter)
    .orderBy(tasksFirst(parts, caller))
    .orderBy('a.updated_at', 'desc')
    .orderBy('a.id')
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const schemes = await readSchemes(db, rows);
  return {
    total: Number(total),
    rows: rows.map((row) => {
      const record = applicationRecord(row);
      return summaryOf(parts, caller, record, schemes.get(schemeKey(record.scheme, record.version)));
    }),
  };
}

function summaryOf(
  parts: ApplicationParts,
  caller: Caller,
  record: ApplicationRecord,
  scheme: Scheme | undefined,
): Summary {
  const { id, number, district, state, revision, version } = record;
  const name = scheme?.name ?? { 'zh-CN': record.scheme, en: record.scheme };
  return {
    id,
    number,
    scheme: { id: record.scheme, version, name, countsAs: scheme?.countsAs ?? 'digital_workshop' },
    subject: { kind: record.subject_kind, id: record.subject, name: record.subjectName },
    enterprise: { id: record.enterprise, name: record.enterpriseName },
    district,
    state,
    appliedOn: record.applied_on,
    updatedAt: record.updated_at,
    revision,
    steps: stepsOf(parts, caller, record),
  };
}

/** Undefined where there is none, or none the caller may see. */
export async function tellApplication(
  parts: ApplicationParts,
  caller: Caller,
  id: string,
): Promise<SentApplication | undefined> {
  const { db } = parts;
  const record = await readApplication(db, id);
  const side = record && sideOf(parts, caller, record);
  if (!record || side === undefined) return undefined;
  const packages = await readPackages(db, id);
  // What the enterprise works on since it was returned is its own until it is handed in.
  const last = packages.at(-1);
  const shown = side === 'bureau' && last ? contentOf(last) : undefined;
  const scheme = shown?.scheme ?? (await readScheme(db, record.scheme, record.version));
  const results: Results = shown?.criteria ?? record.selfCheck.results;
  const answers = shown
    ? Object.fromEntries(shown.criteria.map((one) => [one.criterion, one.answered]))
    : record.selfCheck.answers;
  const { name = { 'zh-CN': '', en: '' }, authority = name, document = '', year = 0 } = scheme ?? {};
  const summary = summaryOf(parts, caller, record, scheme);
  return {
    ...summary,
    scheme: { ...summary.scheme, authority, document, year },
    criteria: await criteriaOf(parts, record, { scheme, results, answers }),
    evaluatedAt: shown ? Date.parse(shown.frozenAt) : record.selfCheck.evaluatedAt,
    documents: await documentsOf(
      parts,
      record,
      shown?.documents.map((one) => [one.id, one.criterion]),
    ),
    packages: packages.map(toldPackage),
    history: (await readHistory(db, { application: id })).filter(
      ({ kind }) => side === 'enterprise' || !ownKinds.has(kind),
    ),
    certificate: await certificateOf(parts, id),
    moved: await movedSince(parts, record),
  };
}

/** What the enterprise does before it hands in is its own. */
const ownKinds: ReadonlySet<string> = new Set(['self_checked', 'rechecked', 'document_attached', 'document_removed']);

async function criteriaOf(
  { db }: ApplicationParts,
  record: ApplicationRecord,
  known: { scheme: Scheme | undefined; results: Results; answers: Record<string, CriterionAnswer | null | undefined> },
): Promise<SentApplication['criteria']> {
  const { scheme, results, answers } = known;
  if (!scheme) return [];
  const confirmed = await confirmedCriteria(db, scheme.id, scheme.version);
  const counted = scheme.criteria.filter(({ appliesTo }) => appliesTo !== 'recheck');
  const needing = new Set(missingDocuments(counted, results, record.selfCheck));
  return counted.map(({ id, name, indicator, operator, evidence, source }: Criterion) => ({
    id,
    name,
    indicator,
    operator,
    evidence,
    source,
    verified: confirmed.has(id),
    result: plainResult(results.find(({ criterion }) => criterion === id)),
    answered: answers[id] ?? null,
    needsDocument: needing.has(id),
  }));
}

/** Without what a package keeps beside it. */
function plainResult(result: CriterionResult | undefined): CriterionResult | null {
  if (!result) return null;
  const { criterion, outcome, value, threshold, origin, source, at, reason } = result;
  return { criterion, outcome, value, threshold, origin, source, at, reason };
}

async function documentsOf(
  { documents, db }: ApplicationParts,
  { id, selfCheck }: ApplicationRecord,
  handedIn: readonly (readonly [document: string, criterion: string])[] | undefined,
): Promise<SentApplication['documents']> {
  const criteria = new Map(handedIn ?? Object.entries(selfCheck.documents));
  const stored = await documents.list({ subject_kind: 'application', subject: id });
  const gone = [...criteria.keys()].filter((document) => !stored.some((one) => one.id === document));
  const removed =
    gone.length === 0 ? [] : await db.selectFrom('documents').selectAll().where('id', 'in', gone).execute();
  const all = [
    ...stored,
    ...removed.map((row) => ({
      ...row,
      mediaType: row.media_type,
      uploadedAt: row.uploaded_at,
      uploadedByName: row.uploaded_by_name,
    })),
  ];
  return all.flatMap(({ id: document, name, mediaType, bytes, sha256, uploadedAt, uploadedByName }) => {
    const criterion = criteria.get(document);
    if (criterion === undefined) return [];
    return [{ id: document, criterion, name, mediaType, bytes, sha256, uploadedAt, uploadedByName }];
  });
}

function toldPackage(stored: StoredPackage): SentApplication['packages'][number] {
  return {
    id: stored.id,
    occasion: stored.certificate === null ? 'submission' : 'decision',
    frozenAt: stored.frozen_at,
    sha256: stored.sha256,
  };
}

async function certificateOf({ db }: ApplicationParts, application: string): Promise<SentApplication['certificate']> {
  const row = await db
    .selectFrom('certificates')
    .select(['id', 'number'])
    .where('application', '=', application)
    .executeTakeFirst();
  return row ?? null;
}

async function movedSince({ db }: ApplicationParts, record: ApplicationRecord): Promise<SentApplication['moved']> {
  const open: readonly ApplicationState[] = openStates;
  if (!open.includes(record.state)) return null;
  return movedOf(record, await readSubject(db, { kind: record.subject_kind, id: record.subject }));
}
