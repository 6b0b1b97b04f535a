// Owns reading one application with what it is about, and which side of it the caller is on.
import type { CriterionAnswer } from '@takt/model/application';
import type { CriterionResult } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import type { ApplicationParts } from './parts.ts';

/** What the enterprise says so far, and what was found when it was looked at last. */
export interface SelfCheck {
  answers: Record<string, CriterionAnswer>;
  /** Criterion by id of the document. */
  documents: Record<string, string>;
  results: CriterionResult[];
  /** Epoch ms; null: not looked at yet. */
  evaluatedAt: number | null;
}

export const emptySelfCheck: SelfCheck = { answers: {}, documents: {}, results: [], evaluatedAt: null };

export type ApplicationRecord = Omit<Row<'recognition_applications'>, 'self_check'> & {
  selfCheck: SelfCheck;
  subjectName: string;
  enterpriseName: string;
  plantEnterprise: string | null;
};

/** Of applications or certificates: with names, and whose they are. */
export function withNames(db: Kysely<Schema>) {
  return {
    applications: db
      .selectFrom('recognition_applications as a')
      .innerJoin('registry_enterprises as e', 'e.id', 'a.enterprise')
      .leftJoin('registry_workshops as w', 'w.id', 'a.subject'),
    certificates: db
      .selectFrom('certificates as c')
      .innerJoin('registry_enterprises as e', 'e.id', 'c.enterprise')
      .leftJoin('registry_workshops as w', 'w.id', 'c.subject'),
  };
}

export async function readApplication(db: Kysely<Schema>, id: string): Promise<ApplicationRecord | undefined> {
  const row = await withNames(db)
    .applications.selectAll('a')
    .select(['e.name as enterprise_name', 'e.plant_enterprise', 'w.name as workshop_name'])
    .where('a.id', '=', id)
    .executeTakeFirst();
  return row && applicationRecord(row);
}

type NamedRow = Row<'recognition_applications'> & {
  enterprise_name: string;
  plant_enterprise: string | null;
  workshop_name: string | null;
};

export function applicationRecord(row: NamedRow): ApplicationRecord {
  const { self_check, enterprise_name: enterpriseName, plant_enterprise, workshop_name, ...rest } = row;
  return {
    ...rest,
    selfCheck: JSON.parse(self_check) as SelfCheck,
    enterpriseName,
    subjectName: workshop_name ?? enterpriseName,
    plantEnterprise: plant_enterprise,
  };
}

/** Codes of the enterprises of the plant somebody is of, whatever else they are. */
export function ownEnterprises({ placeOf }: Pick<ApplicationParts, 'placeOf'>, caller: Caller): string[] {
  const codes = new Set<string>();
  for (const { scope } of caller.grants) {
    if (scope.level === 'platform' || scope.level === 'city' || scope.level === 'district') continue;
    const code = placeOf(scope)?.enterprise;
    if (code !== undefined && caller.may('recognition.read', { level: 'enterprise', code })) codes.add(code);
  }
  return [...codes];
}

/** Whether somebody of the enterprise asks, and not a bureau or who runs the installation. */
export function isOfEnterprise(parts: Pick<ApplicationParts, 'placeOf'>, caller: Caller, code: string | null): boolean {
  return code !== null && ownEnterprises(parts, caller).includes(code);
}

/** A draft is the enterprise's own; bureaus see what was handed in. Undefined: the caller sees nothing. */
export function sideOf(
  parts: Pick<ApplicationParts, 'placeOf'>,
  caller: Caller,
  record: Pick<ApplicationRecord, 'plantEnterprise' | 'district' | 'applied_on'>,
): 'enterprise' | 'bureau' | undefined {
  if (isOfEnterprise(parts, caller, record.plantEnterprise)) return 'enterprise';
  if (record.applied_on === null) return undefined;
  const seen =
    caller.mayEverywhere('recognition.read') ||
    caller.may('recognition.read', { level: 'district', code: record.district });
  return seen ? 'bureau' : undefined;
}
