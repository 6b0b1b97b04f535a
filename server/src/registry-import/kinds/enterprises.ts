// Owns importing enterprises: found by their social credit code, then by folded name and district.
import { bareName, nameKey } from '@takt/model/registry';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row } from '../../platform/database/index.ts';
import type { CellContext } from '../cell.ts';
import type { Reach } from '../reach.ts';
import type { Values } from '../row.ts';
import {
  type Changed,
  type Db,
  expectOne,
  grouped,
  type KindRules,
  type Match,
  presentOnly,
  reject,
  textOf,
} from './rules.ts';

type Enterprise = Row<'registry_enterprises'>;

/** By key of the column. */
const columns = {
  name: 'name',
  uscc: 'uscc',
  district: 'district',
  town: 'town',
  sizeClass: 'size_class',
  sector: 'sector',
  chain: 'chain',
  chainRole: 'chain_role',
  address: 'address',
} as const satisfies Record<string, keyof Enterprise>;

export const enterpriseRules: KindRules = {
  keysOf({ uscc, name, district }) {
    const byName = `name:${bareName(String(name))}@${district}`;
    return uscc === undefined ? [{ key: byName }] : [{ key: `uscc:${uscc}` }, { key: byName, weak: true }];
  },
  async match(db, rows, context) {
    const known = await knownEnterprises(db, rows);
    return rows.map((values) => matchOne(values, known, context));
  },
  async insert(transaction, records, stamp) {
    const rows = records.map(
      ({ id, values }): Enterprise => ({
        id,
        name: String(values.name),
        name_key: nameKey(String(values.name)),
        uscc: textOf(values.uscc),
        district: String(values.district),
        town: textOf(values.town),
        size_class: textOf(values.sizeClass),
        sector: textOf(values.sector),
        chain: textOf(values.chain),
        chain_role: textOf(values.chainRole),
        address: textOf(values.address),
        plant_enterprise: null,
        state: 'active',
        merged_into: null,
        demonstration: 0,
        created_at: stamp.recorded_at,
        ...stamp,
        revision: 1,
      }),
    );
    for (const part of inParts(rows)) await transaction.insertInto('registry_enterprises').values(part).execute();
  },
  async update(transaction, records, stamp) {
    for (const record of records) {
      const updated = await transaction
        .updateTable('registry_enterprises')
        .set({ ...changedColumns(record), ...stamp, revision: record.revision + 1 })
        .where('id', '=', record.id)
        .where('revision', '=', record.revision)
        .executeTakeFirst();
      expectOne(updated, record.id);
    }
  },
};

function changedColumns({ values }: Changed): Partial<Enterprise> {
  const changed = Object.entries(columns).flatMap(([key, column]) => (key in values ? [[column, values[key]]] : []));
  return {
    ...Object.fromEntries(changed),
    ...presentOnly({ name_key: 'name' in values ? nameKey(String(values.name)) : undefined }),
  };
}

interface Known {
  byUscc: ReadonlyMap<string, Enterprise>;
  /** By folded name and district. */
  byName: ReadonlyMap<string, readonly Enterprise[]>;
}

const nameAt = (key: string, district: unknown) => `${key}@${district}`;

async function knownEnterprises(db: Db, rows: readonly Values[]): Promise<Known> {
  const codes = rows.flatMap(({ uscc }) => (uscc === undefined ? [] : [String(uscc)]));
  const keys = [...new Set(rows.map(({ name }) => nameKey(String(name))))];
  const byCode =
    codes.length === 0
      ? []
      : await db.selectFrom('registry_enterprises').selectAll().where('uscc', 'in', codes).execute();
  const byKey =
    keys.length === 0
      ? []
      : await db.selectFrom('registry_enterprises').selectAll().where('name_key', 'in', keys).execute();
  return {
    byUscc: new Map(byCode.map((one) => [one.uscc ?? '', one])),
    byName: grouped(byKey, ({ name_key, district }) => nameAt(name_key, district)),
  };
}

function matchOne(row: Values, { byUscc, byName }: Known, context: CellContext): Match {
  const place = placeOf(row, context);
  if (!place) return reject('no_such_town', 'town');
  const values: Values = { ...row, ...place };
  const coded = values.uscc === undefined ? undefined : byUscc.get(String(values.uscc));
  if (coded) return keptOrNot(coded, values, 'uscc', context);
  const named = byName.get(nameAt(nameKey(String(values.name)), values.district)) ?? [];
  const active = named.filter(({ state }) => state === 'active');
  const exact = active.filter(({ name }) => bareName(name) === bareName(String(values.name)));
  const [found, ...more] = exact.length > 0 ? exact : active;
  if (more.length > 0) return reject('ambiguous_record', 'name');
  if (found && (found.uscc === null || values.uscc === undefined)) return keptOrNot(found, values, 'name', context);
  if (found && exact.length > 0) return reject('other_uscc', 'uscc', { kept: found.uscc ?? '' });
  const [gone] = named;
  if (!found && gone && values.uscc === undefined) return keptOrNot(gone, values, 'name', context);
  if (!mayCreate(context.reach)) return reject('no_create', 'name');
  if (values.chainRole !== undefined && values.chain === undefined) return reject('chain_needed', 'chainRole');
  return { kind: 'new', values };
}

/** A town is one of the district's where those are listed, and kept by its code. Undefined: it is none. */
function placeOf({ town, district }: Values, { regions }: CellContext): { town?: string } | undefined {
  if (town === undefined) return {};
  const listed = regions.town(String(district), String(town));
  if (listed) return { town: listed.code };
  const towns = regions.district(String(district))?.towns ?? [];
  return towns.length === 0 ? { town: String(town) } : undefined;
}

function mayCreate(reach: Reach): boolean {
  return reach.level !== 'enterprise';
}

function keptOrNot(found: Enterprise, values: Values, by: 'uscc' | 'name', { reach, regions }: CellContext): Match {
  if (reach.level === 'enterprise' && found.plant_enterprise !== reach.code) return reject('no_create', by);
  if (reach.level === 'district' && found.district !== reach.code) return reject('taken', by);
  if (found.state !== 'active') return reject(found.state === 'merged' ? 'merged_record' : 'closed', by);
  if (found.district !== values.district) {
    const kept = regions.district(found.district)?.name['zh-CN'] ?? found.district;
    return reject('moves_district', 'district', { kept });
  }
  const kept = Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, found[column]]));
  if (values.chainRole !== undefined && (values.chain ?? kept.chain) === null)
    return reject('chain_needed', 'chainRole');
  return {
    kind: 'kept',
    values,
    record: found.id,
    revision: found.revision,
    kept,
    keptBy: found.recorded_by_name,
  };
}
