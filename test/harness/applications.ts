// Owns what tests of applications write beside a server: enterprises and workshops of the registry, and a scheme.
import type { Scheme } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../server/src/platform/database/index.ts';

const recorded = {
  origin: 'declared',
  recorded_at: 1,
  recorded_by: 'test',
  recorded_by_name: 'Test',
  import: null,
  revision: 0,
} as const;

export interface RegisteredWorkshop {
  /** The enterprise is `re-<mark>`, its workshop `rw-<mark>`. */
  mark: string;
  district: string;
  plantEnterprise: string | null;
  plantWorkshop?: string | null;
  names?: { enterprise: string; workshop: string };
}

/** What is there already stays as it is. */
export async function writeWorkshop(db: Kysely<Schema>, of: RegisteredWorkshop): Promise<void> {
  const { mark, district, plantEnterprise, plantWorkshop = null, names } = of;
  const enterprise: Row<'registry_enterprises'> = {
    ...recorded,
    id: `re-${mark}`,
    name: names?.enterprise ?? `Enterprise ${mark}`,
    name_key: mark,
    uscc: null,
    district,
    town: null,
    size_class: null,
    sector: null,
    chain: null,
    chain_role: null,
    address: null,
    plant_enterprise: plantEnterprise,
    state: 'active',
    merged_into: null,
    demonstration: 0,
    created_at: 1,
  };
  const workshop: Row<'registry_workshops'> = {
    ...recorded,
    id: `rw-${mark}`,
    enterprise: enterprise.id,
    site: null,
    name: names?.workshop ?? `Workshop ${mark}`,
    district,
    product: null,
    plant_workshop: plantWorkshop,
    state: 'active',
  };
  await db
    .insertInto('registry_enterprises')
    .values(enterprise)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('registry_workshops')
    .values(workshop)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const words = (text: string) => ({ 'zh-CN': text, en: text });

/** One criterion that takes a document, and one about an indicator nobody knows. */
export function testScheme(version = 1, more: Partial<Scheme> = {}): Scheme {
  return {
    id: 'test-digital-workshop',
    version,
    countsAs: 'digital_workshop',
    subject: 'workshop',
    name: words('Test digital workshop'),
    authority: words('Test bureau'),
    document: 'Test document',
    year: 2026,
    validFrom: '2020-01-01',
    certificateYears: 3,
    criteria: [
      {
        id: 'mes',
        indicator: 'mes_in_use',
        operator: '=',
        threshold: 1,
        thresholdByArea: {},
        evidence: 'document',
        appliesTo: 'both',
        name: words('MES in use'),
        source: 'Test document, 1',
      },
      {
        id: 'nobody_knows',
        indicator: 'nobody_knows',
        operator: '>=',
        threshold: 0.6,
        thresholdByArea: {},
        evidence: 'telemetry',
        appliesTo: 'both',
        name: words('An indicator nobody knows'),
        source: 'Test document, 2',
      },
    ],
    ...more,
  };
}

export async function writeScheme(db: Kysely<Schema>, scheme: Scheme): Promise<void> {
  await db
    .insertInto('recognition_schemes')
    .values({
      id: scheme.id,
      version: scheme.version,
      subject: scheme.subject,
      counts_as: scheme.countsAs,
      valid_from: scheme.validFrom,
      valid_to: scheme.validTo ?? null,
      body: JSON.stringify(scheme),
      origin: 'shipped',
      created_at: 1,
      created_by: 'test',
      created_by_name: 'Test',
    })
    .execute();
}

/**
 * An application that waits for its district, with evidence and a document, and a certificate: `ap-`, `pk-`, `do-` and `ce-<mark>`.
 */
export async function writeRecognition(
  db: Kysely<Schema>,
  of: { mark: string; district: string; enterprise: string },
): Promise<void> {
  const { mark, district } = of;
  await writeWorkshop(db, { mark, district, plantEnterprise: of.enterprise });
  const about = {
    scheme: 'test-digital-workshop',
    version: 1,
    subject_kind: 'workshop',
    subject: `rw-${mark}`,
    enterprise: `re-${mark}`,
    district,
    revision: 0,
  } as const;
  const application = `ap-${mark}`;
  const document = { id: `do-${mark}`, criterion: 'mes', name: `${mark}.pdf`, bytes: 1, sha256: 'x', uploadedAt: '' };
  const selfCheck = { answers: {}, documents: { [document.id]: 'mes' }, results: [], evaluatedAt: null };
  await db
    .insertInto('recognition_applications')
    .values({
      ...about,
      id: application,
      number: `A-${mark}`,
      state: 'district_review',
      applied_on: '2026-01-01',
      self_check: JSON.stringify(selfCheck),
      created_at: 1,
      created_by: 'test',
      updated_at: 1,
    })
    .execute();
  const content = { scheme: testScheme(), criteria: [], documents: [document], frozenAt: '2026-01-01T00:00:00.000Z' };
  await db
    .insertInto('evidence_packages')
    .values({
      id: `pk-${mark}`,
      application,
      certificate: null,
      frozen_at: 1,
      sha256: mark,
      content: JSON.stringify(content),
    })
    .execute();
  await db
    .insertInto('documents')
    .values({
      id: document.id,
      subject_kind: 'application',
      subject: application,
      name: document.name,
      media_type: 'application/pdf',
      bytes: 1,
      sha256: 'x',
      uploaded_at: 1,
      uploaded_by: 'test',
      uploaded_by_name: 'Test',
      removed_at: null,
      removed_by: null,
    })
    .execute();
  await db
    .insertInto('certificates')
    .values({
      ...about,
      id: `ce-${mark}`,
      number: `CE-${mark}`,
      application: null,
      counts_as: 'digital_workshop',
      issued_on: '2026-01-01',
      valid_until: null,
      state: 'valid',
      warned_on: null,
      withdrawn_on: null,
      reason: null,
      origin: 'imported',
      evidence: null,
      recorded_at: 1,
    })
    .execute();
}
