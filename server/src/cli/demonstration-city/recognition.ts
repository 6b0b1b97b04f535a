// Owns what is recognised in the demonstration city: certificates of the last years, and applications under way.
import type { RecognitionKind } from '@takt/model/recognition';
import { addDays, momentOf } from './dates.ts';
import { type CityEnterprise, provenance } from './enterprises.ts';
import type { Random } from './random.ts';
import type { CityRows } from './rows.ts';

interface Subject {
  enterprise: CityEnterprise;
  /** Absent: the enterprise itself. */
  workshop?: string | undefined;
}

const schemes = {
  digital_workshop: ['cq-digital-workshop', 'CQ-DW'],
  smart_factory: ['cq-smart-factory', 'CQ-SF'],
  national_basic: ['national-basic', 'CN-B'],
  national_advanced: ['national-advanced', 'CN-A'],
  national_excellent: ['national-excellent', 'CN-E'],
  national_leading: ['national-leading', 'CN-L'],
} as const satisfies Record<RecognitionKind, readonly [scheme: string, prefix: string]>;

export const emptySelfCheck = JSON.stringify({ answers: {}, documents: {}, results: [], evaluatedAt: null });

/** Of the rounds before and after 2023. */
const versionOn = (kind: RecognitionKind, date: string) => (kind.startsWith('national') || date < '2023-01-01' ? 1 : 2);

/** Recognised before the city worked with evidence: imported from its lists. */
export function addCertificate(
  rows: CityRows,
  random: Random,
  kind: RecognitionKind,
  { subject, issuedOn, today }: { subject: Subject; issuedOn: string; today: string },
): void {
  const [scheme, prefix] = schemes[kind];
  const { enterprise, workshop } = subject;
  const id = `c${String(rows.certificates.length + 1).padStart(5, '0')}`;
  const year = issuedOn.slice(0, 4);
  const warned = issuedOn < addDays(today, -400) && random.chance(0.03);
  rows.certificates.push({
    id,
    number: `${prefix}-${year}-${String(rows.certificates.length + 1).padStart(4, '0')}`,
    application: null,
    scheme,
    version: versionOn(kind, issuedOn),
    counts_as: kind,
    subject_kind: workshop === undefined ? 'enterprise' : 'workshop',
    subject: workshop ?? enterprise.id,
    enterprise: enterprise.id,
    district: enterprise.district,
    issued_on: issuedOn,
    valid_until: null,
    state: warned ? 'warned' : 'valid',
    warned_on: warned ? addDays(today, -random.int(10, 80)) : null,
    withdrawn_on: null,
    reason: warned ? '上传数据中断超过 30 天，限期整改' : null,
    origin: 'imported',
    evidence: null,
    recorded_at: momentOf(issuedOn),
    revision: 1,
  });
}

export function addApplication(
  rows: CityRows,
  kind: RecognitionKind,
  {
    subject: { enterprise, workshop },
    appliedOn,
    state,
  }: { subject: Subject; appliedOn: string; state: 'district_review' | 'city_decision' },
): void {
  const [scheme, prefix] = schemes[kind];
  const number = rows.recognition_applications.length + 1;
  const id = `a${String(number).padStart(5, '0')}`;
  rows.recognition_applications.push({
    id,
    number: `${prefix}-S-${appliedOn.slice(0, 4)}-${String(number).padStart(4, '0')}`,
    scheme,
    version: versionOn(kind, appliedOn),
    subject_kind: workshop === undefined ? 'enterprise' : 'workshop',
    subject: workshop ?? enterprise.id,
    enterprise: enterprise.id,
    district: enterprise.district,
    state,
    applied_on: appliedOn,
    self_check: emptySelfCheck,
    created_at: momentOf(appliedOn, 9),
    created_by: 'system',
    updated_at: momentOf(appliedOn),
    revision: 1,
  });
  const { recorded_by: actor, recorded_by_name: actor_name } = provenance(appliedOn);
  rows.recognition_events.push({
    application: id,
    certificate: null,
    at: momentOf(appliedOn),
    actor,
    actor_name,
    kind: 'submitted',
    details: '{}',
  });
}
