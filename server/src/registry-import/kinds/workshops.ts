// Owns importing workshops: found by their name within their enterprise.
import { bareName } from '@takt/model/registry';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row } from '../../platform/database/index.ts';
import { findEnterprises, findWorkshops } from './references.ts';
import { expectOne, type KindRules, type Match, presentOnly, reject, textOf } from './rules.ts';

type Workshop = Row<'registry_workshops'>;

export const workshopRules: KindRules = {
  keysOf: ({ enterprise, name }) => [{ key: `${bareName(String(enterprise))}/${bareName(String(name))}` }],
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
    return rows.map((values, index): Match => {
      const enterprise = found[index];
      if (!enterprise?.ok) return reject(enterprise?.code ?? 'no_such_enterprise', 'enterprise');
      const { id, district } = enterprise.value;
      const { active, closed } = workshopsOf(id, values.name);
      const [kept, ...more] = active;
      if (more.length > 0) return reject('ambiguous_record', 'name');
      if (!kept && closed.length > 0) return reject('closed', 'name');
      const resolved = { ...values, enterprise: id, district };
      if (!kept) return { kind: 'new', values: resolved };
      return {
        kind: 'kept',
        values: resolved,
        record: kept.id,
        revision: kept.revision,
        kept: { enterprise: kept.enterprise, district, name: kept.name, product: kept.product },
        keptBy: kept.recorded_by_name,
      };
    });
  },
  async insert(transaction, records, stamp) {
    const rows = records.map(
      ({ id, values }): Workshop => ({
        id,
        enterprise: String(values.enterprise),
        site: null,
        name: String(values.name),
        district: String(values.district),
        product: textOf(values.product),
        plant_workshop: null,
        state: 'active',
        ...stamp,
        revision: 1,
      }),
    );
    for (const part of inParts(rows)) await transaction.insertInto('registry_workshops').values(part).execute();
  },
  async update(transaction, records, stamp) {
    for (const { id, revision, values } of records) {
      const name = 'name' in values ? String(values.name) : undefined;
      const product = 'product' in values ? textOf(values.product) : undefined;
      const updated = await transaction
        .updateTable('registry_workshops')
        .set({ ...presentOnly({ name, product }), ...stamp, revision: revision + 1 })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .executeTakeFirst();
      expectOne(updated, id);
    }
  },
};
