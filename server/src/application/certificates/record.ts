// Owns reading certificates with whose they are, and how one is told.
import type { RouteAnswer } from '@takt/model/api';
import { stateOn } from '@takt/model/application';
import type { Kysely } from 'kysely';
import { mayAtRecord } from '../../plant/bureau-sight.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import { withNames } from '../record.ts';

export type CertificateRecord = Row<'certificates'> & {
  enterprise_name: string;
  plant_enterprise: string | null;
  workshop_name: string | null;
  plant_workshop: string | null;
};
export type CertificateSummary = RouteAnswer<'certificates.list'>['rows'][number];

export function certificatesWithNames(db: Kysely<Schema>) {
  return withNames(db)
    .certificates.selectAll('c')
    .select(['e.name as enterprise_name', 'e.plant_enterprise', 'w.name as workshop_name', 'w.plant_workshop']);
}

/** Undefined where there is none, or none the caller may see. */
export async function readCertificate(
  db: Kysely<Schema>,
  caller: Caller,
  id: string,
): Promise<CertificateRecord | undefined> {
  const row = await certificatesWithNames(db).where('c.id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const seen = mayAtRecord(caller, 'recognition.read', {
    district: row.district,
    plantEnterprise: row.plant_enterprise,
  });
  return seen ? row : undefined;
}

export function summaryOf(row: CertificateRecord, day: string): CertificateSummary {
  return {
    id: row.id,
    number: row.number,
    scheme: { id: row.scheme, version: row.version },
    countsAs: row.counts_as as CertificateSummary['countsAs'],
    subject: { kind: row.subject_kind, id: row.subject, name: row.workshop_name ?? row.enterprise_name },
    enterprise: { id: row.enterprise, name: row.enterprise_name },
    district: row.district,
    issuedOn: row.issued_on,
    validUntil: row.valid_until,
    state: stateOn(day, row.state, row.valid_until),
    reason: row.reason,
    origin: row.origin,
    revision: row.revision,
  };
}

export function aboutCertificate(row: CertificateRecord) {
  const { id, number, plant_enterprise: plantEnterprise, district } = row;
  return { application: row.application, certificate: id, number, plantEnterprise, district };
}
