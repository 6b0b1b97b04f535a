// Owns what happens to certificates after their issue: yearly checks, warnings, withdrawal; and what was recognised before Takt.
import { randomUUID } from 'node:crypto';
import type { RouteInput } from '@takt/model/api';
import { stateOn } from '@takt/model/application';
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../../platform/caller.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { addEvent, conflictAfter, type Event } from '../history.ts';
import type { ApplicationParts } from '../parts.ts';
import { mayTake } from '../permitted.ts';
import { readSubject } from '../subject.ts';
import { today } from '../today.ts';
import { addCheck, planCheck } from './issue.ts';
import { aboutCertificate, type CertificateRecord, readCertificate } from './record.ts';

export const noSuchCertificate = () => refuse('not_found', 'there is no such certificate');

export async function recordCheck(
  parts: ApplicationParts,
  caller: Caller,
  { id, check }: RouteInput<'certificates.check'>['params'],
  body: RouteInput<'certificates.check'>['body'],
): Promise<Outcome<undefined>> {
  const { db } = parts;
  const opened = await openForChange(parts, caller, { id, revision: body.revision, permission: 'recognition.review' });
  if (!opened.ok) return opened;
  const record = opened.value;
  const found = await db
    .selectFrom('certificate_checks')
    .selectAll()
    .where('id', '=', check)
    .where('certificate', '=', id)
    .executeTakeFirst();
  if (!found) return refuse('not_found', 'there is no such check');
  if (found.done_at !== null) return conflictAfter(db, { certificate: id });
  const day = today(parts);
  const refused = refusedCheck(body, { day, until: record.valid_until });
  if (refused) return refused;
  const event: Event = {
    kind: body.outcome,
    reason: body.reason,
    details: { due: found.due, ...(body.outcome === 'warned' ? { mendUntil: body.mendUntil } : {}) },
  };
  const patch =
    body.outcome === 'passed'
      ? ({ state: 'valid', warned_on: null, reason: null } as const)
      : ({ state: 'warned', warned_on: day, reason: body.reason } as const);
  return changeCertificate(parts, caller, record, {
    patch,
    event,
    async also(transaction) {
      await closeChecks(parts, transaction, caller, { certificate: id, check, outcome: body.outcome });
      if (body.outcome === 'warned') await addCheck(transaction, id, body.mendUntil);
      // Early or late, the year after the one that was looked at is next.
      else await planCheck(transaction, record, [found.due, day].sort().at(-1) ?? day);
    },
  });
}

function refusedCheck(
  body: RouteInput<'certificates.check'>['body'],
  { day, until }: { day: string; until: string | null },
): Outcome<never> | undefined {
  if (body.outcome !== 'warned') return undefined;
  if (body.mendUntil <= day)
    return refuse('invalid', 'see errors', [{ field: 'mendUntil', reason: 'must be after today' }]);
  if (until === null || body.mendUntil <= until) return undefined;
  return refuse('invalid', 'see errors', [
    { field: 'mendUntil', reason: `must be by ${until}, when the certificate ends` },
  ]);
}

export async function withdrawCertificate(
  parts: ApplicationParts,
  caller: Caller,
  id: string,
  { revision, reason }: RouteInput<'certificates.withdraw'>['body'],
): Promise<Outcome<undefined>> {
  const opened = await openForChange(parts, caller, { id, revision, permission: 'recognition.decide' });
  if (!opened.ok) return opened;
  return changeCertificate(parts, caller, opened.value, {
    patch: { state: 'withdrawn', withdrawn_on: today(parts), reason },
    event: { kind: 'withdrawn', reason },
    also: (transaction) => closeChecks(parts, transaction, caller, { certificate: id, outcome: 'withdrawn' }),
  });
}

async function openForChange(
  parts: ApplicationParts,
  caller: Caller,
  {
    id,
    revision,
    permission,
  }: { id: string; revision: number; permission: 'recognition.review' | 'recognition.decide' },
): Promise<Outcome<CertificateRecord>> {
  const record = await readCertificate(parts.db, caller, id);
  if (!record) return noSuchCertificate();
  const where = { plantEnterprise: record.plant_enterprise, district: record.district };
  if (!mayTake(parts, caller, permission, where)) return refuse('forbidden', 'this is not yours to do here');
  if (record.revision !== revision) return conflictAfter(parts.db, { certificate: id });
  const state = stateOn(today(parts), record.state, record.valid_until);
  if (state === 'withdrawn' || state === 'expired') return refuse('conflict', `the certificate is ${state}`);
  return done(record);
}

async function changeCertificate(
  parts: ApplicationParts,
  caller: Caller,
  record: CertificateRecord,
  change: {
    patch: Partial<Omit<Row<'certificates'>, 'id' | 'revision'>>;
    event: Event;
    also: (transaction: Kysely<Schema>) => Promise<void>;
  },
): Promise<Outcome<undefined>> {
  const { patch, event, also } = change;
  const written = await parts.db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('certificates')
      .set({ ...patch, revision: record.revision + 1 })
      .where('id', '=', record.id)
      .where('revision', '=', record.revision)
      .executeTakeFirst();
    if (Number(numUpdatedRows) === 0) return false;
    await addEvent(parts, transaction, caller, aboutCertificate(record), event);
    await also(transaction);
    return true;
  });
  return written ? done(undefined) : conflictAfter(parts.db, { certificate: record.id });
}

/** One, or all that are open: what is withdrawn is not looked at again. */
async function closeChecks(
  { clock }: Pick<ApplicationParts, 'clock'>,
  transaction: Kysely<Schema>,
  caller: Caller,
  { certificate, check, outcome }: { certificate: string; check?: string; outcome: 'passed' | 'warned' | 'withdrawn' },
): Promise<void> {
  const { actor, actorName } = attribution(caller);
  await transaction
    .updateTable('certificate_checks')
    .set({ done_at: clock(), outcome, actor, actor_name: actorName })
    .where('certificate', '=', certificate)
    .where('done_at', 'is', null)
    .$if(check !== undefined, (query) => query.where('id', '=', check ?? ''))
    .execute();
}

/** By the city, one by one. Its id. */
export async function importCertificate(
  parts: ApplicationParts,
  caller: Caller,
  body: RouteInput<'certificates.import'>['body'],
): Promise<Outcome<string>> {
  const { db, regions, clock } = parts;
  if (!caller.may('recognition.decide', { level: 'city', code: regions.city.code }))
    return refuse('forbidden', 'the city writes down what was recognised before');
  const subject = await readSubject(db, body.subject);
  if (!subject) return refuse('not_found', `there is no such ${body.subject.kind}`);
  const scheme = await schemeAt(db, body.scheme, body.issuedOn);
  const day = today(parts);
  const errors = [
    ...(scheme ? [] : [{ field: 'scheme', reason: 'there is no such scheme' }]),
    ...(scheme && scheme.subject !== body.subject.kind
      ? [{ field: 'subject.kind', reason: `the scheme recognises a ${scheme.subject}` }]
      : []),
    ...(body.issuedOn > day ? [{ field: 'issuedOn', reason: 'must not be in the future' }] : []),
    ...(body.validUntil !== null && body.validUntil < body.issuedOn
      ? [{ field: 'validUntil', reason: 'must not be before the issue' }]
      : []),
  ];
  if (!scheme || errors.length > 0) return refuse('invalid', 'see errors', errors);
  const row: Row<'certificates'> = {
    id: randomUUID(),
    number: body.number,
    application: null,
    scheme: scheme.id,
    version: scheme.version,
    counts_as: scheme.counts_as,
    subject_kind: subject.kind,
    subject: subject.id,
    enterprise: subject.enterprise,
    district: subject.district,
    issued_on: body.issuedOn,
    valid_until: body.validUntil,
    state: stateOn(day, 'valid', body.validUntil),
    warned_on: null,
    withdrawn_on: null,
    reason: null,
    origin: 'imported',
    evidence: null,
    recorded_at: clock(),
    revision: 0,
  };
  return db.transaction().execute(async (transaction) => {
    // Made first: it waits for whoever writes the same number at the same time.
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('certificates')
      .values(row)
      .onConflict((conflict) => conflict.column('number').doNothing())
      .executeTakeFirst();
    if (Number(numInsertedOrUpdatedRows) === 0)
      return refuse('conflict', `there is a certificate ${body.number} already`);
    if (row.state === 'valid') await planCheck(transaction, row, day);
    const { plantEnterprise, district } = subject;
    const about = { application: null, certificate: row.id, number: row.number, plantEnterprise, district };
    const details = { number: row.number, issuedOn: row.issued_on, validUntil: row.valid_until };
    await addEvent(parts, transaction, caller, about, { kind: 'imported', details });
    return done(row.id);
  });
}

/** The version in force when it was issued, or the first there is: most were issued before schemes were written down here. */
async function schemeAt(db: Kysely<Schema>, id: string, day: string) {
  const versions = await db
    .selectFrom('recognition_schemes')
    .select(['id', 'version', 'subject', 'counts_as', 'valid_from'])
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .execute();
  return versions.find(({ valid_from }) => valid_from <= day) ?? versions.at(-1);
}
