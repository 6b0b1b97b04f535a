// Owns how rows of the registry are told: booleans for 0 and 1, links to the plant with the name of the node, where they are from.
import type {
  ContactRecord,
  EnterpriseRecord,
  EquipmentRecord,
  FigureRecord,
  SiteRecord,
  WorkshopRecord,
} from '@takt/model/api';
import type { Scope } from '@takt/model/plant';
import type { ChainRole, FigureIndicator, SizeClass } from '@takt/model/registry';
import type { Row } from '../platform/database/index.ts';
import type { RegistryParts } from './parts.ts';

type Plant = Pick<RegistryParts['plant'], 'name'>;

const yes = (value: number | null) => (value === null ? null : value === 1);
export const flag = (value: boolean | null) => (value === null ? null : Number(value));

interface Revised {
  id: string;
  revision: number;
  origin: 'measured' | 'declared' | 'imported';
  recorded_at: number;
  recorded_by_name: string;
}

function revised({ id, revision, origin, recorded_at, recorded_by_name }: Revised) {
  return { id, revision, origin, since: recorded_at, by: recorded_by_name };
}

function linkOf(plant: Plant, level: Scope['level'], code: string | null) {
  return code === null ? null : { code, name: plant.name(level, code) ?? null };
}

export function enterpriseView(plant: Plant, row: Row<'registry_enterprises'>): EnterpriseRecord {
  return {
    ...revised(row),
    name: row.name,
    uscc: row.uscc,
    district: row.district,
    town: row.town,
    sizeClass: row.size_class as SizeClass | null,
    sector: row.sector,
    chain: row.chain,
    chainRole: row.chain_role as ChainRole | null,
    address: row.address,
    plant: linkOf(plant, 'enterprise', row.plant_enterprise),
    state: row.state,
    mergedInto: row.merged_into,
    demonstration: row.demonstration === 1,
  };
}

export function siteView(plant: Plant, row: Row<'registry_sites'>): SiteRecord {
  const { enterprise, name, district, town, address, state } = row;
  return {
    ...revised(row),
    enterprise,
    name,
    district,
    town,
    address,
    plant: linkOf(plant, 'site', row.plant_site),
    state,
  };
}

export function workshopView(plant: Plant, row: Row<'registry_workshops'>): WorkshopRecord {
  const { enterprise, site, name, district, product, state } = row;
  const link = linkOf(plant, 'workshop', row.plant_workshop);
  return { ...revised(row), enterprise, site, name, district, product, plant: link, state };
}

export function equipmentView(plant: Plant, row: Row<'registry_equipment'>): EquipmentRecord {
  const { workshop, name, model, process, quantity, state } = row;
  return {
    ...revised(row),
    workshop,
    name,
    model,
    process,
    quantity,
    numericallyControlled: yes(row.numerically_controlled),
    networked: yes(row.networked),
    keyProcess: yes(row.key_process),
    plant: linkOf(plant, 'machine', row.plant_machine),
    state,
  };
}

export function contactView(_: Plant, row: Row<'registry_contacts'>): ContactRecord {
  const { enterprise, name, position, phone, email, state } = row;
  return { ...revised(row), enterprise, name, position, phone, email, state };
}

export function figureView(row: Row<'figures'>): FigureRecord {
  return {
    id: row.id,
    origin: row.origin,
    since: row.recorded_at,
    by: row.recorded_by_name,
    subject: row.subject_kind,
    subjectId: row.subject,
    indicator: row.indicator as FigureIndicator,
    value: row.value,
    from: row.from_date,
    to: row.to_date,
    note: row.note,
    document: row.document,
    supersededAt: row.superseded_at,
  };
}

/** For the audit log: what the record says, without how it came to say so. */
export function detailsOf<V extends object>(view: V): Omit<V, 'revision' | 'since' | 'by' | 'id'> {
  const { revision: _r, since: _s, by: _b, id: _i, ...details } = view as V & Record<string, unknown>;
  if (!('plant' in details)) return details as never;
  const link = details.plant as { code: string } | null;
  return { ...details, plant: link?.code ?? null } as never;
}
