// Owns which projects are shown and how, as it is written in the page's address.
import type { RouteRequest } from '@takt/model/api';
import { approvals, projectStates } from '@takt/model/retrofit';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';

export const views = ['board', 'table', 'timeline'] as const;
export type View = (typeof views)[number];
export const sorts = [
  'code',
  'name',
  'enterprise',
  'stage',
  'stageDue',
  'plannedYuan',
  'paidYuan',
  'updatedAt',
] as const satisfies RouteRequest<'projects.list'>['query']['sort'][];
export type Sort = (typeof sorts)[number];

export interface ProjectFilter {
  text: string;
  district: string;
  enterprise: string;
  workshop: string;
  /** One or more, separated by commas. */
  stage: string;
  type: string;
  approval: string;
  /** `true`, `false`, or empty for either. */
  overdue: string;
  blocked: string;
  year: string;
  /** Years in which they were approved, or closed. */
  approvedIn: string;
  closedIn: string;
}
export const filterNames = [
  'text',
  'district',
  'enterprise',
  'workshop',
  'stage',
  'type',
  'approval',
  'overdue',
  'blocked',
  'year',
  'approvedIn',
  'closedIn',
] as const satisfies (keyof ProjectFilter)[];

export interface Shown {
  view: View;
  filter: ProjectFilter;
  sort: Sort;
  order: 'asc' | 'desc';
  /** From 1. */
  page: number;
}

const one = (value: unknown) => (typeof value === 'string' ? value : '');

export function readShown(query: LocationQuery): Shown {
  const filter = Object.fromEntries(filterNames.map((name) => [name, one(query[name])])) as unknown as ProjectFilter;
  return {
    view: views.find((view) => view === query.view) ?? 'board',
    filter: { ...filter, ...onlyKnown(filter) },
    sort: sorts.find((sort) => sort === query.sort) ?? 'updatedAt',
    order: query.order === 'asc' ? 'asc' : 'desc',
    page: Math.max(1, Math.min(20_000, Math.floor(Number(one(query.page))) || 1)),
  };
}

/** An address somebody typed asks for nothing the server does not know. */
function onlyKnown({
  stage,
  approval,
  overdue,
  blocked,
  year,
  approvedIn,
  closedIn,
}: ProjectFilter): Partial<ProjectFilter> {
  const yes = (value: string) => (value === 'true' || value === 'false' ? value : '');
  const yearOf = (value: string) => (/^(19|20|21)\d\d$/.test(value) ? value : '');
  const stages = stage.split(',').filter((name) => projectStates.some((known) => known === name));
  return {
    stage: stages.join(','),
    approval: approvals.some((known) => known === approval) ? approval : '',
    overdue: yes(overdue),
    blocked: yes(blocked),
    year: yearOf(year),
    approvedIn: yearOf(approvedIn),
    closedIn: yearOf(closedIn),
  };
}

/** Only what is not as usual. */
export function writeShown({ view, filter, sort, order, page }: Shown): LocationQueryRaw {
  const set = filterNames.flatMap((name) => (filter[name] === '' ? [] : [[name, filter[name]]]));
  return {
    ...(view !== 'board' && { view }),
    ...Object.fromEntries(set),
    ...(sort !== 'updatedAt' && { sort }),
    ...(order !== 'desc' && { order }),
    ...(page !== 1 && { page: String(page) }),
  };
}

/** As the routes take it. */
export function asked(filter: ProjectFilter): RouteRequest<'projects.board'>['query'] {
  return Object.fromEntries(filterNames.flatMap((name) => (filter[name] === '' ? [] : [[name, filter[name]]])));
}

/** A column is sorted by when its heading is pressed, the other way when it is pressed again. */
export function sortedBy(shown: Shown, sort: Sort): Shown {
  const other = shown.order === 'asc' ? 'desc' : 'asc';
  const natural =
    sort === 'code' || sort === 'name' || sort === 'enterprise' || sort === 'stage' || sort === 'stageDue';
  return { ...shown, sort, order: shown.sort === sort ? other : natural ? 'asc' : 'desc', page: 1 };
}
