// Owns which enterprises the list asks for, and how that is written in the page's address.
import type { RouteRequest } from '@takt/model/api';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';

type Asked = RouteRequest<'registry.list'>['query'];

export const pageSize = 50;
export const sorts = ['name', '-recorded', 'recorded', 'district', 'sector', 'size'] as const;
const states = ['active', 'closed', 'merged', 'all'] as const;
/** Filters as they stand in the address, each a text. */
const texts = ['q', 'district', 'town', 'sector', 'size', 'chain', 'connected', 'origin'] as const;

export interface RegistryFilter extends Partial<Record<(typeof texts)[number], string>> {
  state: (typeof states)[number];
  sort: (typeof sorts)[number];
  /** From 1. */
  page: number;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export function readRegistryFilter(query: LocationQuery): RegistryFilter {
  const page = Number(text(query.page) ?? 1);
  return {
    ...Object.fromEntries(texts.map((name) => [name, text(query[name])])),
    state: states.find((one) => one === query.state) ?? 'active',
    sort: sorts.find((one) => one === query.sort) ?? 'name',
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** What is as usual is left out. */
export function writeRegistryFilter(filter: RegistryFilter): LocationQueryRaw {
  const { state, sort, page } = filter;
  return {
    ...Object.fromEntries(texts.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []))),
    ...(state !== 'active' && { state }),
    ...(sort !== 'name' && { sort }),
    ...(page > 1 && { page: String(page) }),
  };
}

/** Beside the page one is on and how it is sorted. */
export function isFiltered(filter: RegistryFilter): boolean {
  return filter.state !== 'active' || texts.some((name) => filter[name] !== undefined);
}

/** What is in an address may be anything: the server says what it does not know. */
export function askedOf({ page, ...filter }: RegistryFilter): Asked {
  return { ...filter, limit: pageSize, offset: (page - 1) * pageSize } as Asked;
}
