// Owns the enterprises of the demonstration city as the registry keeps them: records, sites, workshops, equipment, contacts, figures.
import type { District } from '@takt/model/regions';
import { nameKey, type SizeClass, usccCheckCharacter } from '@takt/model/registry';
import { addDays, momentOf } from './dates.ts';
import { enterpriseName, personName, type Trade, trades } from './names.ts';
import type { Random } from './random.ts';
import type { CityRows } from './rows.ts';

export interface CityWorkshop {
  id: string;
  name: string;
  trade: Trade;
}

export interface CityEnterprise {
  id: string;
  name: string;
  district: string;
  area: string | undefined;
  trade: Trade;
  size: SizeClass;
  workshops: CityWorkshop[];
}

export const provenance = (date: string) => ({
  recorded_at: momentOf(date),
  recorded_by: 'system',
  recorded_by_name: '演示数据',
  import: null,
});

/** What every enterprise of a district is made of; `index` counts over the city. */
export function addEnterprise(
  rows: CityRows,
  random: Random,
  { district, index, today }: { district: District; index: number; today: string },
): CityEnterprise {
  const trade = random.weighted(trades);
  const size = random.weighted<SizeClass>([
    ['large', 8],
    ['medium', 27],
    ['small', 58],
    ['micro', 7],
  ]);
  const id = `e${String(index).padStart(5, '0')}`;
  const name = uniqueName(rows, enterpriseName(random, district.name['zh-CN'], trade));
  const since = addDays(today, -random.int(200, 900));
  const enterprise: CityEnterprise = {
    id,
    name,
    district: district.code,
    area: district.area,
    trade,
    size,
    workshops: [],
  };
  rows.registry_enterprises.push({
    id,
    name,
    name_key: nameKey(name),
    uscc: usccOf(index, /^\d{6}$/.test(district.code) ? district.code : '500000'),
    district: district.code,
    town: null,
    size_class: size,
    sector: trade.sector,
    chain: trade.chain,
    chain_role:
      trade.chain === null
        ? null
        : random.weighted([
            ['supplier', 80],
            ['core', 17],
            ['leader', 3],
          ] as const),
    address: `${district.name['zh-CN']}工业园区${random.int(1, 99)}号`,
    plant_enterprise: null,
    state: 'active',
    merged_into: null,
    demonstration: 1,
    created_at: momentOf(since),
    revision: 1,
    origin: 'imported',
    ...provenance(since),
  });
  const site = `${id}-s1`;
  rows.registry_sites.push({
    id: site,
    enterprise: id,
    name: '主厂区',
    district: district.code,
    town: null,
    address: null,
    plant_site: null,
    state: 'active',
    revision: 1,
    origin: 'imported',
    ...provenance(since),
  });
  const count = { large: random.int(3, 5), medium: random.int(2, 3), small: random.int(1, 2), micro: 1 }[size];
  for (let number = 1; number <= count; number++) addWorkshop(rows, random, enterprise, { site, number, since });
  addPeopleAndFigures(rows, random, enterprise, since);
  return enterprise;
}

function addWorkshop(
  rows: CityRows,
  random: Random,
  enterprise: CityEnterprise,
  { site, number, since }: { site: string; number: number; since: string },
): void {
  const { trade } = enterprise;
  const id = `${enterprise.id}-w${number}`;
  const name = trade.workshops[(number - 1) % trade.workshops.length] ?? '生产车间';
  const second = number > trade.workshops.length ? '二' : '';
  rows.registry_workshops.push({
    id,
    enterprise: enterprise.id,
    site,
    name: `${second}${name}`,
    district: enterprise.district,
    product: random.pick(trade.products),
    plant_workshop: null,
    state: 'active',
    revision: 1,
    origin: 'imported',
    ...provenance(since),
  });
  enterprise.workshops.push({ id, name, trade });
  addWorkshopFigures(rows, random, id, since);
  addEquipment(rows, random, enterprise, id, since);
}

/** Declared by the enterprise, and in force since. */
export function addFigure(
  rows: CityRows,
  subject: { kind: 'enterprise' | 'workshop'; id: string },
  { indicator, value, since }: { indicator: string; value: number; since: string },
): void {
  rows.figures.push({
    id: `${subject.id}-f-${indicator}`,
    subject_kind: subject.kind,
    subject: subject.id,
    indicator,
    value,
    from_date: null,
    to_date: null,
    document: null,
    note: null,
    superseded_at: null,
    origin: 'declared',
    ...provenance(since),
  });
}

/** What an enterprise says of a workshop itself, where it says anything. */
function addWorkshopFigures(rows: CityRows, random: Random, workshop: string, since: string): void {
  const declared: readonly (readonly [indicator: string, share: number, value: () => number])[] = [
    ['mes_in_use', 0.75, () => Number(random.chance(0.7))],
    ['operating_cost_change', 0.45, () => -Math.round(random.logNormal(0.15, 1.35) * 1000) / 1000],
    ['productivity_change', 0.4, () => Math.round(random.logNormal(0.12, 1.4) * 1000) / 1000],
    ['defect_rate_change', 0.4, () => -Math.min(0.9, Math.round(random.logNormal(0.12, 1.5) * 1000) / 1000)],
    ['energy_efficiency_change', 0.35, () => Math.round(random.logNormal(0.08, 1.4) * 1000) / 1000],
  ];
  for (const [indicator, share, value] of declared) {
    if (!random.chance(share)) continue;
    addFigure(rows, { kind: 'workshop', id: workshop }, { indicator, value: value(), since });
  }
}

/** Workshops differ: some are almost wholly numerically controlled and networked, some hardly. */
function addEquipment(
  rows: CityRows,
  random: Random,
  enterprise: CityEnterprise,
  workshop: string,
  since: string,
): void {
  const level = Math.min(0.97, Math.max(0.1, 0.55 + 0.25 * random.normal()));
  for (const [position, [name, process, keyProcess]] of enterprise.trade.equipment.entries()) {
    for (const controlled of [true, false]) {
      const quantity = Math.round(random.int(4, 16) * (controlled ? level : 1 - level));
      if (quantity === 0) continue;
      rows.registry_equipment.push({
        id: `${workshop}-q${position}${controlled ? 'a' : 'b'}`,
        enterprise: enterprise.id,
        workshop,
        name: controlled ? name : `${name}（普通）`,
        model: null,
        process,
        quantity,
        numerically_controlled: random.chance(0.03) ? null : Number(controlled),
        networked: random.chance(0.05) ? null : Number(controlled && random.chance(0.8)),
        key_process: Number(keyProcess),
        plant_machine: null,
        state: 'in_use',
        revision: 1,
        origin: 'imported',
        ...provenance(since),
      });
    }
  }
}

function addPeopleAndFigures(rows: CityRows, random: Random, { id, size }: CityEnterprise, since: string): void {
  rows.registry_contacts.push({
    id: `${id}-c1`,
    enterprise: id,
    name: personName(random),
    position: random.pick(['信息化负责人', '生产副总', '办公室主任']),
    // No number of this form is given to anybody.
    phone: `000-${String(random.int(0, 9_999_999)).padStart(7, '0')}`,
    email: null,
    state: 'active',
    revision: 1,
    origin: 'imported',
    ...provenance(since),
  });
  const employees = { large: 1600, medium: 480, small: 90, micro: 14 }[size];
  const persons = Math.max(3, Math.round(random.logNormal(employees, 1.4)));
  const figure = (indicator: string, value: number) =>
    addFigure(rows, { kind: 'enterprise', id }, { indicator, value, since });
  figure('employees', persons);
  figure('revenue', Math.round(persons * random.logNormal(850_000, 1.3)));
  if (size !== 'micro' && random.chance(0.7))
    figure('mes_in_use', Number(random.chance(size === 'small' ? 0.45 : 0.8)));
  if (random.chance(0.35))
    figure(
      'maturity_level',
      random.weighted([
        [1, 35],
        [2, 40],
        [3, 20],
        [4, 5],
      ] as const),
    );
}

function usccOf(index: number, division: string): string {
  const first = `91${division}MA${String(index).padStart(7, '0')}`;
  return first + usccCheckCharacter(`${first}0`);
}

const taken = new WeakMap<CityRows, Set<string>>();

function uniqueName(rows: CityRows, name: string): string {
  const names = taken.get(rows) ?? new Set<string>();
  taken.set(rows, names);
  let unique = name;
  for (let number = 2; names.has(unique); number++)
    unique = name.replace('重庆', `重庆${'东南西北中'[number % 5]}`) + (number > 6 ? number : '');
  names.add(unique);
  return unique;
}
