// Owns where the records a report counts are from, and how many of them are a demonstration.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';

export const origins = ['measured', 'declared', 'imported'] as const;
export type Origin = (typeof origins)[number];
export const originSubjects = ['enterprises', 'workshops', 'certificates'] as const;
export type OriginCounts = Readonly<Record<(typeof originSubjects)[number], Readonly<Record<Origin, number>>>>;

export async function countOrigins(db: Kysely<Schema>, codes: readonly string[]): Promise<OriginCounts> {
  const of = async (table: 'registry_enterprises' | 'registry_workshops' | 'certificates') => {
    const rows = await db
      .selectFrom(table)
      .select((e) => ['origin', e.fn.countAll<number>().as('count')])
      .where('district', 'in', [...codes])
      .where('state', 'in', table === 'certificates' ? ['valid', 'warned'] : ['active'])
      .groupBy('origin')
      .execute();
    const count = (origin: Origin) => Number(rows.find((row) => row.origin === origin)?.count ?? 0);
    return { measured: count('measured'), declared: count('declared'), imported: count('imported') };
  };
  return {
    enterprises: await of('registry_enterprises'),
    workshops: await of('registry_workshops'),
    certificates: await of('certificates'),
  };
}

/** Enterprises of a demonstration. */
export async function countDemonstration(db: Kysely<Schema>, codes: readonly string[]): Promise<number> {
  const { count } = await db
    .selectFrom('registry_enterprises')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('district', 'in', [...codes])
    .where('state', '=', 'active')
    .where('demonstration', '=', 1)
    .executeTakeFirstOrThrow();
  return Number(count);
}
