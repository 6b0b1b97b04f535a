// Owns reading records for a file that goes out: what the caller sees, narrowed by filters, by the keys of the columns.
import type { ImportKind } from '@takt/model/imports';
import { bareName, foldUscc, nameKey } from '@takt/model/registry';
import type { ExpressionBuilder, Kysely } from 'kysely';
import type { BureauSight } from '../../plant/bureau-sight.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { Value } from '../cell.ts';

/** Codes, and what is typed to find a name. */
export type RecordFilter = Readonly<
  Partial<
    Record<
      'q' | 'district' | 'town' | 'sector' | 'size' | 'chain' | 'connected' | 'origin' | 'enterprise',
      string | undefined
    >
  >
>;

export type OutRecord = Readonly<Record<string, Value | null>>;
type Db = Kysely<Schema>;
type OfEnterprise = ExpressionBuilder<Schema & { enterprise: Schema['registry_enterprises'] }, 'enterprise'>;

/** Most rows of a file. */
export const mostRecords = 50_000;

/** One more than a file has where there are more. */
export function recordsOf(db: Db, kind: ImportKind, sight: BureauSight, filter: RecordFilter): Promise<OutRecord[]> {
  return readers[kind](db, sight, filter);
}

type Reader = (db: Db, sight: BureauSight, filter: RecordFilter) => Promise<OutRecord[]>;

/** Seen by where the enterprise is, or by whose it is. */
function within(e: OfEnterprise, { districts, enterprises }: BureauSight, filter: RecordFilter) {
  const { q, connected, sector, enterprise } = filter;
  const equal = { district: 'district', town: 'town', size: 'size_class', chain: 'chain', origin: 'origin' } as const;
  return e.and([
    e('enterprise.state', '=', 'active'),
    ...(districts === 'all'
      ? []
      : [
          e.or([
            ...(districts.length > 0 ? [e('enterprise.district', 'in', districts)] : []),
            ...(enterprises.length > 0 ? [e('enterprise.plant_enterprise', 'in', enterprises)] : []),
          ]),
        ]),
    ...(Object.keys(equal) as (keyof typeof equal)[]).flatMap((key) => {
      const value = filter[key];
      return value === undefined ? [] : [e(`enterprise.${equal[key]}` as const, '=', value as never)];
    }),
    ...(enterprise === undefined ? [] : [e('enterprise.id', '=', enterprise)]),
    ...(connected === undefined
      ? []
      : [e('enterprise.plant_enterprise', connected === 'true' ? 'is not' : 'is', null)]),
    // Codes hold nothing that a pattern would read otherwise.
    ...(sector === undefined ? [] : [e('enterprise.sector', 'like', `${sector}%`)]),
    ...(q === undefined ? [] : [called(e, q)]),
  ]);
}

/** Letters and digits alone are compared: nothing of what was typed is read as a pattern. */
function called(e: OfEnterprise, text: string) {
  const bare = bareName(text);
  const code = bareName(foldUscc(text)).toUpperCase();
  if (bare === '') return e.lit(false);
  return e.or([
    e('enterprise.name_key', 'like', `%${bare}%`),
    // The legal form is in no key.
    e('enterprise.name_key', 'like', `%${bareName(nameKey(text))}%`),
    e('enterprise.uscc', 'like', `${code}%`),
  ]);
}

const reference = (row: { uscc: string | null; enterprise_name: string }) => ({
  enterprise: row.uscc ?? row.enterprise_name,
  enterpriseName: row.enterprise_name,
});

const readers: Readonly<Record<ImportKind, Reader>> = {
  async enterprises(db, sight, filter) {
    const rows = await db
      .selectFrom('registry_enterprises as enterprise')
      .selectAll('enterprise')
      .where((e) => within(e as unknown as OfEnterprise, sight, filter))
      .orderBy('enterprise.district')
      .orderBy('enterprise.name_key')
      .orderBy('enterprise.id')
      .limit(mostRecords + 1)
      .execute();
    return rows.map(({ name, uscc, district, town, size_class, sector, chain, chain_role, address }) => ({
      name,
      uscc,
      district,
      town,
      sizeClass: size_class,
      sector,
      chain,
      chainRole: chain_role,
      address,
    }));
  },
  async workshops(db, sight, filter) {
    const rows = await db
      .selectFrom('registry_workshops as workshop')
      .innerJoin('registry_enterprises as enterprise', 'enterprise.id', 'workshop.enterprise')
      .select(['workshop.name', 'workshop.product', 'enterprise.uscc', 'enterprise.name as enterprise_name'])
      .where('workshop.state', '=', 'active')
      .where((e) => within(e as unknown as OfEnterprise, sight, filter))
      .orderBy('enterprise.district')
      .orderBy('enterprise.name_key')
      .orderBy('workshop.id')
      .limit(mostRecords + 1)
      .execute();
    return rows.map(({ name, product, ...row }) => ({ ...reference(row), name, product }));
  },
  async equipment(db, sight, filter) {
    const rows = await db
      .selectFrom('registry_equipment as equipment')
      .innerJoin('registry_workshops as workshop', 'workshop.id', 'equipment.workshop')
      .innerJoin('registry_enterprises as enterprise', 'enterprise.id', 'equipment.enterprise')
      .selectAll('equipment')
      .select(['workshop.name as workshop_name', 'enterprise.uscc', 'enterprise.name as enterprise_name'])
      .where('equipment.state', '=', 'in_use')
      .where('workshop.state', '=', 'active')
      .where((e) => within(e as unknown as OfEnterprise, sight, filter))
      .orderBy('enterprise.district')
      .orderBy('enterprise.name_key')
      .orderBy('equipment.id')
      .limit(mostRecords + 1)
      .execute();
    return rows.map((row) => ({
      ...reference(row),
      workshop: row.workshop_name,
      name: row.name,
      model: row.model,
      process: row.process,
      quantity: row.quantity,
      numericallyControlled: row.numerically_controlled,
      networked: row.networked,
      keyProcess: row.key_process,
    }));
  },
  async projects(db, sight, filter) {
    const rows = await db
      .selectFrom('retrofit_projects as project')
      .innerJoin('registry_enterprises as enterprise', 'enterprise.id', 'project.enterprise')
      .selectAll('project')
      .select(['enterprise.uscc', 'enterprise.name as enterprise_name'])
      .where((e) => within(e as unknown as OfEnterprise, sight, filter))
      .orderBy('project.code')
      .limit(mostRecords + 1)
      .execute();
    return rows.map((row) => ({
      code: row.code,
      name: row.name,
      ...reference(row),
      type: row.type,
      // Being stopped is no stage a file may give.
      stage: row.stage === 'stopped' ? null : row.stage,
      plannedYuan: row.planned_yuan,
      paidYuan: row.paid_yuan,
      supplier: row.supplier,
      goLive: row.go_live,
      description: row.description,
    }));
  },
};
