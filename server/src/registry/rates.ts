// Owns rates of equipment: what the lists say, and how much of what is on them was really heard.
import type { EnterpriseDetail } from '@takt/model/api';
import { type EquipmentRates, equipmentRates } from '@takt/model/registry';
import type { Caller } from '../platform/caller.ts';
import { inParts } from '../platform/database/in-parts.ts';
import type { Row } from '../platform/database/index.ts';
import type { RegistryParts } from './parts.ts';
import type { Db } from './write.ts';

const yes = (value: number | null) => (value === null ? null : value === 1);

export interface ListedRates {
  of(workshop: string): EquipmentRates;
  /** Of those workshops together. */
  together(workshops: readonly string[]): EquipmentRates;
}

/** One query, whatever the number of workshops: pieces are summed by what is said of them. */
export async function ratesOfEnterprise(db: Db, enterprise: string): Promise<ListedRates> {
  const rows = await db
    .selectFrom('registry_equipment')
    .select(['workshop', 'numerically_controlled', 'networked', 'key_process'])
    .select((e) => e.fn.sum<number | string>('quantity').as('pieces'))
    .where('enterprise', '=', enterprise)
    .where('state', '=', 'in_use')
    .groupBy(['workshop', 'numerically_controlled', 'networked', 'key_process'])
    .execute();
  const facts = rows.map((row) => ({
    workshop: row.workshop,
    quantity: Number(row.pieces),
    numericallyControlled: yes(row.numerically_controlled),
    networked: yes(row.networked),
    keyProcess: yes(row.key_process),
  }));
  const byWorkshop = Map.groupBy(facts, ({ workshop }) => workshop);
  return {
    of: (workshop) => equipmentRates(byWorkshop.get(workshop) ?? []),
    together: (workshops) => equipmentRates(workshops.flatMap((workshop) => byWorkshop.get(workshop) ?? [])),
  };
}

/** Of what is in use: where its latest line is from. */
export async function listedFrom(
  db: Db,
  of: 'enterprise' | 'workshop',
  id: string,
): Promise<EnterpriseDetail['listed']> {
  const row = await db
    .selectFrom('registry_equipment')
    .select(['origin', 'recorded_at', 'recorded_by_name'])
    .where(of, '=', id)
    .where('state', '=', 'in_use')
    .orderBy('recorded_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { origin: row.origin, since: row.recorded_at, by: row.recorded_by_name } : null;
}

type Workshop = Pick<Row<'registry_workshops'>, 'id' | 'plant_workshop'>;

/**
 * Whether machines were heard is the enterprise's own data: a bureau learns it of a workshop it was given KPIs of, and is told so
 * otherwise. `pieces`: of the workshops together.
 */
export async function measuredNetworked(
  { db, store, plant }: RegistryParts,
  caller: Caller,
  workshops: readonly Workshop[],
  pieces: number,
): Promise<EnterpriseDetail['networked']> {
  const connected = new Map(
    workshops.flatMap(({ id, plant_workshop: code }) =>
      code !== null && plant.placeOf({ level: 'workshop', code }) ? [[id, code] as const] : [],
    ),
  );
  if (connected.size === 0) return { state: 'not_connected' };
  for (const code of connected.values())
    if (!caller.may('kpi.read', { level: 'workshop', code })) return { state: 'not_shared' };
  const machines: string[] = [];
  for (const ids of inParts([...connected.keys()])) {
    const rows = await db
      .selectFrom('registry_equipment')
      .select(['workshop', 'plant_machine'])
      .where('workshop', 'in', ids)
      .where('state', '=', 'in_use')
      .where('plant_machine', 'is not', null)
      .execute();
    // One that was put elsewhere since is not heard of here.
    for (const { workshop, plant_machine: code } of rows)
      if (code !== null && plant.placeOf({ level: 'machine', code })?.workshop === connected.get(workshop))
        machines.push(code);
  }
  const heard = machines.length === 0 ? new Map<string, { to: number }>() : await store.factSpans(machines);
  const heardAt = [...heard.values()].reduce<number | null>((latest, { to }) => Math.max(latest ?? 0, to), null);
  return { state: 'measured', count: heard.size, of: pieces, rate: pieces === 0 ? null : heard.size / pieces, heardAt };
}
