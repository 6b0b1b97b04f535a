// Owns what the enterprise does: begin an application, check itself, hand in, take back.
import { randomUUID } from 'node:crypto';
import type { RouteInput } from '@takt/model/api';
import { addDays, applicationNumber, heldStates, openStates, renewalDays } from '@takt/model/application';
import type { Criterion, CriterionResult, Scheme } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { changeApplication, openForStep } from './change.ts';
import { gatherEvidence, storePackage } from './evidence.ts';
import { addEvent } from './history.ts';
import type { ApplicationParts } from './parts.ts';
import { mayTake } from './permitted.ts';
import { type ApplicationRecord, emptySelfCheck, type SelfCheck } from './record.ts';
import { schemeInForce } from './schemes.ts';
import { takeNumber } from './sequence.ts';
import { readSubject, type Subject } from './subject.ts';
import { today } from './today.ts';

const permission = 'recognition.apply';

const noScheme = (field: string) =>
  refuse('invalid', 'see errors', [{ field, reason: 'no version of the scheme is in force today' }]);

export async function createApplication(
  parts: ApplicationParts,
  caller: Caller,
  { scheme: asked, subject: of }: RouteInput<'applications.create'>['body'],
): Promise<Outcome<string>> {
  const { db, clock } = parts;
  const subject = await readSubject(db, of);
  if (!subject || !mayTake(parts, caller, permission, subject))
    return refuse('not_found', `there is no such ${of.kind} of yours`);
  if (!subject.active) return refuse('conflict', `the ${of.kind} is closed`);
  const scheme = await schemeInForce(db, asked, today(parts));
  if (!scheme) return noScheme('scheme');
  if (scheme.subject !== of.kind)
    return refuse('invalid', 'see errors', [
      { field: 'subject.kind', reason: `the scheme recognises a ${scheme.subject}` },
    ]);
  const now = clock();
  return db.transaction().execute(async (transaction) => {
    // Taken first: it makes those who begin one at the same time follow one another.
    const sequence = await takeNumber(transaction, `application:${today(parts).slice(0, 4)}`);
    const number = applicationNumber(today(parts).slice(0, 4), sequence);
    const refused = await refusedAnother(parts, transaction, subject, scheme);
    if (refused) return refused;
    const row: Row<'recognition_applications'> = {
      id: randomUUID(),
      number,
      scheme: scheme.id,
      version: scheme.version,
      subject_kind: subject.kind,
      subject: subject.id,
      enterprise: subject.enterprise,
      district: subject.district,
      state: 'draft',
      applied_on: null,
      self_check: JSON.stringify(emptySelfCheck),
      created_at: now,
      created_by: attribution(caller).actor,
      updated_at: now,
      revision: 0,
    };
    await transaction.insertInto('recognition_applications').values(row).execute();
    const { plantEnterprise, district } = subject;
    const about = { application: row.id, certificate: null, number, plantEnterprise, district };
    const details = { scheme: scheme.id, version: scheme.version, subject: subject.name };
    await addEvent(parts, transaction, caller, about, { kind: 'created', details });
    return done(row.id);
  });
}

/** One open application a subject and scheme; what is recognised is applied for again when it is about to end. */
async function refusedAnother(
  parts: ApplicationParts,
  transaction: Kysely<Schema>,
  subject: Subject,
  scheme: Scheme,
): Promise<Outcome<never> | undefined> {
  const open = await transaction
    .selectFrom('recognition_applications')
    .select('number')
    .where('subject', '=', subject.id)
    .where('scheme', '=', scheme.id)
    .where('state', 'in', openStates)
    .executeTakeFirst();
  if (open) return refuse('conflict', `${open.number} is open for it already`);
  const held = await transaction
    .selectFrom('certificates')
    .select(['number', 'valid_until'])
    .where('subject', '=', subject.id)
    .where('counts_as', '=', scheme.countsAs)
    .where('state', 'in', heldStates)
    .where((e) => e.or([e('valid_until', 'is', null), e('valid_until', '>', addDays(today(parts), renewalDays))]))
    .executeTakeFirst();
  return (
    held &&
    refuse('conflict', `it is recognised already by ${held.number}, until ${held.valid_until ?? 'further notice'}`)
  );
}

export async function selfCheck(
  parts: ApplicationParts,
  caller: Caller,
  id: string,
  { revision, answers }: RouteInput<'applications.selfCheck'>['body'],
): Promise<Outcome<undefined>> {
  const opened = await openForStep(parts, caller, { id, revision, step: 'self_check', permission });
  if (!opened.ok) return opened;
  const record = opened.value;
  const scheme = await schemeInForce(parts.db, record.scheme, today(parts));
  if (!scheme) return noScheme('scheme');
  const unknown = Object.keys(answers).filter((criterion) => !scheme.criteria.some((one) => one.id === criterion));
  if (unknown.length > 0)
    return refuse(
      'invalid',
      'see errors',
      unknown.map((criterion) => ({ field: `answers.${criterion}`, reason: 'the scheme has no such criterion' })),
    );
  return keepChecked(parts, caller, record, scheme, { ...record.selfCheck, answers });
}

async function keepChecked(
  parts: ApplicationParts,
  caller: Caller,
  record: ApplicationRecord,
  scheme: Scheme,
  before: SelfCheck,
): Promise<Outcome<undefined>> {
  const results = await evaluated(parts, record, scheme);
  const checked: SelfCheck = { ...before, results, evaluatedAt: parts.clock() };
  const kind = scheme.version === record.version ? 'self_checked' : 'rechecked';
  return changeApplication(parts, caller, record, {
    patch: { state: 'self_checked', version: scheme.version, self_check: JSON.stringify(checked) },
    event: { kind, details: { version: scheme.version, ...countsOf(results) } },
  });
}

export async function submit(
  parts: ApplicationParts,
  caller: Caller,
  id: string,
  { revision }: RouteInput<'applications.submit'>['body'],
): Promise<Outcome<undefined>> {
  const opened = await openForStep(parts, caller, { id, revision, step: 'submit', permission });
  if (!opened.ok) return opened;
  const record = opened.value;
  const subject = await readSubject(parts.db, { kind: record.subject_kind, id: record.subject });
  if (!subject?.active) return refuse('conflict', 'what is applied for is closed');
  if (subject.enterprise !== record.enterprise)
    return refuse('conflict', 'it belongs to another enterprise now; withdraw this application');
  const appliedOn = today(parts);
  const scheme = await schemeInForce(parts.db, record.scheme, appliedOn);
  if (!scheme) return noScheme('scheme');
  if (scheme.version !== record.version) {
    const kept = await keepChecked(parts, caller, record, scheme, record.selfCheck);
    if (!kept.ok) return kept;
    return refuse(
      'conflict',
      `version ${scheme.version} of the scheme is in force by now; it was checked anew by it: look at it, then hand in`,
    );
  }
  const results = await evaluated(parts, record, scheme);
  const missing = missingDocuments(scheme.criteria, results, record.selfCheck);
  if (missing.length > 0)
    return refuse(
      'invalid',
      'documents are missing',
      missing.map((criterion) => ({ field: `documents.${criterion}`, reason: 'needs a document' })),
    );
  const frozen = await gatherEvidence(parts, { record, subject, scheme, results, occasion: 'submission', appliedOn });
  const checked: SelfCheck = { ...record.selfCheck, results, evaluatedAt: frozen.frozenAt };
  return changeApplication(parts, caller, record, {
    patch: {
      state: 'district_review',
      applied_on: appliedOn,
      district: subject.district,
      self_check: JSON.stringify(checked),
    },
    event: { kind: 'submitted', details: { appliedOn, version: scheme.version, evidence: frozen.sha256 } },
    also: (transaction) => storePackage(transaction, frozen, { application: record.id, certificate: null }),
  });
}

export async function withdraw(
  parts: ApplicationParts,
  caller: Caller,
  id: string,
  { revision, reason }: RouteInput<'applications.withdraw'>['body'],
): Promise<Outcome<undefined>> {
  const opened = await openForStep(parts, caller, { id, revision, step: 'withdraw', permission });
  if (!opened.ok) return opened;
  return changeApplication(parts, caller, opened.value, {
    patch: { state: 'withdrawn' },
    event: { kind: 'withdrawn', reason },
  });
}

function evaluated(parts: ApplicationParts, record: ApplicationRecord, scheme: Scheme): Promise<CriterionResult[]> {
  return parts.evaluate({ kind: record.subject_kind, id: record.subject }, scheme, 'application');
}

/** Criteria that are shown by a document, are not met by what is known anyway, and have none. */
export function missingDocuments(
  criteria: readonly Criterion[],
  results: readonly CriterionResult[],
  { documents }: SelfCheck,
): string[] {
  const attached = new Set(Object.values(documents));
  const open = new Set(results.filter(({ outcome }) => outcome !== 'pass').map(({ criterion }) => criterion));
  return criteria
    .filter(({ id, evidence }) => evidence === 'document' && open.has(id) && !attached.has(id))
    .map(({ id }) => id);
}

export function countsOf(results: readonly CriterionResult[]) {
  const count = (outcome: CriterionResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
  return { passed: count('pass'), failed: count('fail'), unknown: count('unknown') };
}
