// Owns issuing certificates: a number nobody else has, validity by the scheme, the first yearly check; what it renews ends.
import { randomUUID } from 'node:crypto';
import { certificateNumber, heldStates, nextCheck, validUntil } from '@takt/model/application';
import type { Scheme } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Caller } from '../../platform/caller.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { Frozen } from '../evidence.ts';
import { addEvent } from '../history.ts';
import type { ApplicationParts } from '../parts.ts';
import type { ApplicationRecord } from '../record.ts';
import { takeNumber } from '../sequence.ts';
import type { Subject } from '../subject.ts';
import { today } from '../today.ts';

interface Approved {
  record: ApplicationRecord;
  subject: Subject;
  scheme: Scheme;
  frozen: Frozen;
  /** Whether telemetry answered any of its criteria. */
  measured: boolean;
}

/** Its id. */
export async function issueCertificate(
  parts: ApplicationParts,
  transaction: Kysely<Schema>,
  caller: Caller,
  { record, subject, scheme, frozen, measured }: Approved,
): Promise<string> {
  const issuedOn = today(parts);
  const until = validUntil(issuedOn, scheme.certificateYears);
  const row: Row<'certificates'> = {
    id: randomUUID(),
    number: await freeNumber(transaction, scheme.id, issuedOn.slice(0, 4)),
    application: record.id,
    scheme: scheme.id,
    version: scheme.version,
    counts_as: scheme.countsAs,
    subject_kind: subject.kind,
    subject: subject.id,
    enterprise: subject.enterprise,
    district: subject.district,
    issued_on: issuedOn,
    valid_until: until,
    state: 'valid',
    warned_on: null,
    withdrawn_on: null,
    reason: null,
    origin: measured ? 'measured' : 'declared',
    evidence: frozen.sha256,
    recorded_at: parts.clock(),
    revision: 0,
  };
  await endRenewed(parts, transaction, caller, { row, plantEnterprise: subject.plantEnterprise });
  await transaction.insertInto('certificates').values(row).execute();
  await planCheck(transaction, row, issuedOn);
  const { plantEnterprise, district } = subject;
  const about = { application: record.id, certificate: row.id, number: row.number, plantEnterprise, district };
  const details = { number: row.number, issuedOn, validUntil: until };
  await addEvent(parts, transaction, caller, about, { kind: 'issued', details });
  return row.id;
}

/** What was imported may have taken one of ours. */
async function freeNumber(transaction: Kysely<Schema>, scheme: string, year: string): Promise<string> {
  for (;;) {
    const number = certificateNumber(scheme, year, await takeNumber(transaction, `certificate:${scheme}:${year}`));
    const taken = await transaction
      .selectFrom('certificates')
      .select('id')
      .where('number', '=', number)
      .executeTakeFirst();
    if (!taken) return number;
  }
}

/** The next yearly check after a day, where the certificate is valid by then. */
export async function planCheck(
  transaction: Kysely<Schema>,
  certificate: Pick<Row<'certificates'>, 'id' | 'issued_on' | 'valid_until'>,
  after: string,
): Promise<void> {
  const due = nextCheck(certificate.issued_on, after, certificate.valid_until);
  if (due !== null) await addCheck(transaction, certificate.id, due);
}

export async function addCheck(transaction: Kysely<Schema>, certificate: string, due: string): Promise<void> {
  const nothing = { done_at: null, outcome: null, results: null, actor: null, actor_name: null };
  await transaction
    .insertInto('certificate_checks')
    .values({ id: randomUUID(), certificate, due, ...nothing })
    .execute();
}

/** A subject counts once: an earlier certificate of the same kind gives way. */
async function endRenewed(
  parts: ApplicationParts,
  transaction: Kysely<Schema>,
  caller: Caller,
  { row, plantEnterprise }: { row: Row<'certificates'>; plantEnterprise: string | null },
): Promise<void> {
  const former = await transaction
    .updateTable('certificates')
    .set((e) => ({ state: 'expired', valid_until: row.issued_on, revision: e('revision', '+', 1) }))
    .where('subject', '=', row.subject)
    .where('counts_as', '=', row.counts_as)
    .where('state', 'in', heldStates)
    .returning(['id', 'number', 'district'])
    .execute();
  for (const { id, number, district } of former) {
    const about = { application: null, certificate: id, number, plantEnterprise, district };
    await addEvent(parts, transaction, caller, about, { kind: 'renewed', details: { by: row.number } });
  }
}
