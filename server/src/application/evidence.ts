// Owns evidence packages: gathered, frozen in canonical form with its hash, and read back as they were.
import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson, type EvidencePackage, evidenceFormat, type PackagedDocument } from '@takt/model/application';
import type { CriterionResult, Scheme } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../platform/database/index.ts';
import { readEffects, readEquipment, readFigures } from './evidence-parts.ts';
import { readHistory } from './history.ts';
import type { ApplicationParts } from './parts.ts';
import type { ApplicationRecord } from './record.ts';
import type { Subject } from './subject.ts';

export interface Frozen {
  id: string;
  sha256: string;
  /** Canonical JSON: the bytes the hash is of. */
  content: string;
  frozenAt: number;
}

interface Gathered {
  record: ApplicationRecord;
  subject: Subject;
  scheme: Scheme;
  results: readonly CriterionResult[];
  occasion: EvidencePackage['occasion'];
  appliedOn: string;
}

/** Read before the transaction: whatever the applicant could change meanwhile changes the revision it is written under. */
export async function gatherEvidence(parts: ApplicationParts, gathered: Gathered): Promise<Frozen> {
  const { db, clock } = parts;
  const frozenAt = clock();
  const content = canonicalJson(await packageOf(parts, gathered, randomUUID(), frozenAt));
  const { id } = JSON.parse(content) as EvidencePackage;
  return { id, sha256: sha256Of(content), content, frozenAt };

  async function packageOf(
    { regions }: ApplicationParts,
    { record, subject, scheme, results, occasion, appliedOn }: Gathered,
    packageId: string,
    at: number,
  ): Promise<EvidencePackage> {
    const documents = await packagedDocuments(parts, record);
    const history = await readHistory(db, { application: record.id });
    const { kind, id: subjectId, name, enterprise, enterpriseName, uscc, district } = subject;
    return {
      format: evidenceFormat,
      id: packageId,
      occasion,
      frozenAt: isoOf(at),
      application: { id: record.id, number: record.number, appliedOn },
      subject: {
        kind,
        id: subjectId,
        name,
        enterprise: { id: enterprise, name: enterpriseName, uscc },
        district: { code: district, name: regions.district(district)?.name['zh-CN'] ?? district },
      },
      scheme,
      criteria: results.map((result) => ({
        ...result,
        answered: record.selfCheck.answers[result.criterion] ?? null,
        documents: documents.filter(({ criterion }) => criterion === result.criterion).map((one) => one.id),
      })),
      documents,
      equipment: await readEquipment(db, subject),
      figures: await readFigures(db, subject),
      effects: await readEffects(db, subject),
      steps: history.map(({ at: when, actorName, kind: step, reason }) => ({
        at: isoOf(when),
        by: actorName,
        step,
        reason,
      })),
    };
  }
}

async function packagedDocuments(
  { documents }: Pick<ApplicationParts, 'documents'>,
  { id, selfCheck }: ApplicationRecord,
): Promise<PackagedDocument[]> {
  const listed = await documents.list({ subject_kind: 'application', subject: id });
  return listed.flatMap((one) => {
    const criterion = selfCheck.documents[one.id];
    if (criterion === undefined) return [];
    const { id: document, name, bytes, sha256, uploadedAt } = one;
    return [{ id: document, criterion, name, bytes, sha256, uploadedAt: isoOf(uploadedAt) }];
  });
}

export async function storePackage(
  transaction: Kysely<Schema>,
  { id, sha256, content, frozenAt }: Frozen,
  of: { application: string; certificate: string | null },
): Promise<void> {
  await transaction
    .insertInto('evidence_packages')
    .values({ id, ...of, frozen_at: frozenAt, sha256, content })
    .execute();
}

export type StoredPackage = Row<'evidence_packages'>;

/** Oldest first. */
export async function readPackages(db: Kysely<Schema>, application: string): Promise<StoredPackage[]> {
  return db
    .selectFrom('evidence_packages')
    .selectAll()
    .where('application', '=', application)
    .orderBy('frozen_at')
    .orderBy('id')
    .execute();
}

export function contentOf({ content }: Pick<StoredPackage, 'content'>): EvidencePackage {
  return JSON.parse(content) as EvidencePackage;
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
