// Owns importing equipment: found in its workshop by name, model and process.
import { bareName } from '@takt/model/registry';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row } from '../../platform/database/index.ts';
import type { Value } from '../cell.ts';
import { findEnterprises, findWorkshops } from './references.ts';
import { type Db, expectOne, grouped, type KindRules, type Match, numberOf, reject, textOf } from './rules.ts';

type Equipment = Row<'registry_equipment'>;

/** By key of the column: what may change of it. */
const columns = {
  name: 'name',
  quantity: 'quantity',
  numericallyControlled: 'numerically_controlled',
  networked: 'networked',
  keyProcess: 'key_process',
} as const satisfies Record<string, keyof Equipment>;

type Identity = readonly (Value | null | undefined)[];
const identityOf = (parts: Identity) => parts.map((part) => bareName(String(part ?? ''))).join('/');

export const equipmentRules: KindRules = {
  keysOf: ({ enterprise, workshop, name, model, process }) => [
    { key: identityOf([enterprise, workshop, name, model, process]) },
  ],
  async match(db, rows, { reach }) {
    const enterpriseOf = await findEnterprises(
      db,
      rows.map(({ enterprise }) => enterprise),
      reach,
    );
    const found = rows.map(({ enterprise }) => enterpriseOf(enterprise));
    const workshopsOf = await findWorkshops(
      db,
      found.flatMap((one) => (one.ok ? [one.value.id] : [])),
    );
    const workshops = rows.map(({ workshop }, index) => {
      const enterprise = found[index];
      return enterprise?.ok ? workshopsOf(enterprise.value.id, workshop).active : [];
    });
    const known = await equipmentOf(
      db,
      workshops.flat().map(({ id }) => id),
    );
    return rows.map((values, index): Match => {
      const enterprise = found[index];
      if (!enterprise?.ok) return reject(enterprise?.code ?? 'no_such_enterprise', 'enterprise');
      const [workshop, ...others] = workshops[index] ?? [];
      if (!workshop) return reject('no_such_workshop', 'workshop');
      if (others.length > 0) return reject('ambiguous_record', 'workshop');
      const resolved = { ...values, enterprise: enterprise.value.id, workshop: workshop.id };
      const [kept, ...more] = known.get(identityOf([workshop.id, values.name, values.model, values.process])) ?? [];
      if (more.length > 0) return reject('ambiguous_record', 'name');
      if (!kept) return { kind: 'new', values: resolved };
      return {
        kind: 'kept',
        values: resolved,
        record: kept.id,
        revision: kept.revision,
        kept: {
          ...Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, kept[column]])),
          enterprise: kept.enterprise,
          workshop: kept.workshop,
          model: values.model ?? kept.model,
          process: values.process ?? kept.process,
        },
        keptBy: kept.recorded_by_name,
      };
    });
  },
  async insert(transaction, records, stamp) {
    const rows = records.map(
      ({ id, values }): Equipment => ({
        id,
        enterprise: String(values.enterprise),
        workshop: String(values.workshop),
        name: String(values.name),
        model: textOf(values.model),
        process: textOf(values.process),
        quantity: numberOf(values.quantity) ?? 1,
        numerically_controlled: numberOf(values.numericallyControlled),
        networked: numberOf(values.networked),
        key_process: numberOf(values.keyProcess),
        plant_machine: null,
        state: 'in_use',
        ...stamp,
        revision: 1,
      }),
    );
    for (const part of inParts(rows)) await transaction.insertInto('registry_equipment').values(part).execute();
  },
  async update(transaction, records, stamp) {
    for (const { id, revision, values } of records) {
      const changed = Object.entries(columns).flatMap(([key, column]) =>
        key in values ? [[column, values[key]]] : [],
      );
      const updated = await transaction
        .updateTable('registry_equipment')
        .set({ ...(Object.fromEntries(changed) as Partial<Equipment>), ...stamp, revision: revision + 1 })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .executeTakeFirst();
      expectOne(updated, id);
    }
  },
};

async function equipmentOf(db: Db, workshops: readonly string[]): Promise<Map<string, Equipment[]>> {
  const ids = [...new Set(workshops)];
  const rows =
    ids.length === 0
      ? []
      : await db
          .selectFrom('registry_equipment')
          .selectAll()
          .where('workshop', 'in', ids)
          .where('state', '=', 'in_use')
          .execute();
  return grouped(rows, ({ workshop, name, model, process }) => identityOf([workshop, name, model, process]));
}
