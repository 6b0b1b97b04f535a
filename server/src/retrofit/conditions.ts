// Owns which projects somebody sees and asks for, as conditions of the database.
import type { RouteInput } from '@takt/model/api';
import { startOfDay } from '@takt/model/calendar';
import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import type { BureauSight } from '../plant/bureau-sight.ts';
import type { Schema } from '../platform/database/index.ts';

export type ProjectFilter = Omit<RouteInput<'projects.board'>['query'], 'limit'>;

type Nullable<T> = { [K in keyof T]: T[K] | null };

/** Projects, the enterprise each is of, and its current stage where something is kept of that. */
export type ProjectTables = Schema & {
  p: Schema['retrofit_projects'];
  e: Schema['registry_enterprises'];
  c: Nullable<Schema['retrofit_stages']>;
};
type Names = 'p' | 'e' | 'c';
type Builder = ExpressionBuilder<ProjectTables, Names>;
export type ProjectQuery = SelectQueryBuilder<ProjectTables, Names, object>;

/** What is asked of every project there is costs by what is joined: each only where something is said by it. */
export interface Joined {
  enterprise?: boolean;
  stage?: boolean;
}

export function projectsIn(db: Kysely<Schema>, { enterprise, stage }: Joined): ProjectQuery {
  let query = db.selectFrom('retrofit_projects as p') as unknown as ProjectQuery;
  if (enterprise)
    query = query.innerJoin('registry_enterprises as e', 'e.id', 'p.enterprise') as unknown as ProjectQuery;
  if (!stage) return query;
  return query.leftJoin('retrofit_stages as c', (join) =>
    join.onRef('c.project', '=', 'p.id').onRef('c.stage', '=', 'p.stage'),
  ) as unknown as ProjectQuery;
}

export function seenBy(b: Builder, { districts, enterprises }: BureauSight): Expression<SqlBool> {
  if (districts === 'all') return b.lit(true);
  const own = b
    .selectFrom('registry_enterprises as r')
    .select('r.id')
    .where('r.plant_enterprise', 'in', [...enterprises]);
  return b.or([
    ...(districts.length > 0 ? [b('p.district', 'in', [...districts])] : []),
    ...(enterprises.length > 0 ? [b('p.enterprise', 'in', own)] : []),
  ]);
}

/** What a filter says by a joined table. */
export function joinedFor(filter: ProjectFilter): Joined {
  return { stage: filter.overdue !== undefined || filter.closedIn !== undefined };
}

/** `today`: in the city, ISO date. `timeZone`: the city's, whose years are meant. */
export function fitting(b: Builder, filter: ProjectFilter, today: string, timeZone: string): Expression<SqlBool>[] {
  const { district, enterprise, workshop, stage, type, approval, overdue, blocked, year, text } = filter;
  const { approvedIn, closedIn } = filter;
  const all: Expression<SqlBool>[] = [];
  if (district !== undefined) all.push(b('p.district', '=', district));
  if (enterprise !== undefined) all.push(b('p.enterprise', '=', enterprise));
  if (workshop !== undefined) all.push(b('p.id', 'in', scopedTo(b, workshop)));
  if (stage !== undefined) all.push(b('p.stage', 'in', stage));
  if (type !== undefined) all.push(b('p.type', '=', type));
  if (approval !== undefined) all.push(b('p.approval', '=', approval));
  if (overdue !== undefined) all.push(overdue ? isOverdue(b, today) : b.not(isOverdue(b, today)));
  if (blocked !== undefined) all.push(b('p.blocked_since', blocked ? 'is not' : 'is', null));
  if (year !== undefined) all.push(b('p.id', 'in', underWayIn(b, year)));
  if (approvedIn !== undefined) all.push(wasApprovedIn(b, approvedIn, timeZone));
  if (closedIn !== undefined) all.push(wasClosedIn(b, closedIn));
  if (text !== undefined) all.push(contains(b, text));
  return all;
}

/** As `overdueOf` of the model has it. */
export function isOverdue(b: Builder, today: string): Expression<SqlBool> {
  // Neither yes nor no where nothing is planned would make the whole neither.
  const late = b.and([b('c.planned_to', 'is not', null), b('c.planned_to', '<', today)]);
  const missed = b
    .selectFrom('retrofit_milestones as m')
    .select('m.project')
    .where('m.removed_at', 'is', null)
    .where('m.done', 'is', null)
    .where('m.due', '<', today);
  return b.and([b('p.stage', 'not in', ['closed', 'stopped']), b.or([late, b('p.id', 'in', missed)])]);
}

function scopedTo(b: Builder, workshop: string) {
  return b.selectFrom('retrofit_scopes as w').select('w.project').where('w.workshop', '=', workshop);
}

/** A stage of it lies in the year; one that has begun goes on until it ends, whatever was planned. */
function underWayIn(b: Builder, year: number) {
  const begins = sql<string>`coalesce(s.actual_from, s.planned_from)`;
  const ends = sql<string>`coalesce(s.actual_to, case when s.actual_from is null then s.planned_to end, '9999')`;
  return b
    .selectFrom('retrofit_stages as s')
    .select('s.project')
    .where(begins, '<=', `${year}-12-31`)
    .where(ends, '>=', `${year}-01-01`);
}

function wasApprovedIn(b: Builder, year: number, timeZone: string): Expression<SqlBool> {
  const begins = (of: number) => startOfDay(Date.UTC(of, 0, 1, 12), timeZone);
  return b.and([
    b('p.approval', '=', 'approved'),
    b('p.approved_at', '>=', begins(year)),
    b('p.approved_at', '<', begins(year + 1)),
  ]);
}

function wasClosedIn(b: Builder, year: number): Expression<SqlBool> {
  const day = sql<string>`coalesce(c.actual_from, c.actual_to)`;
  return b.and([b('p.stage', '=', 'closed'), b(day, '>=', `${year}-01-01`), b(day, '<=', `${year}-12-31`)]);
}

/** Whatever the case of Latin letters. */
function contains(b: Builder, text: string): Expression<SqlBool> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const has = (column: 'p.code' | 'p.name' | 'r.name') =>
    sql<SqlBool>`lower(${sql.ref(column)}) like lower(${pattern}) escape '\\'`;
  const enterprises = b.selectFrom('registry_enterprises as r').select('r.id').where(has('r.name'));
  return b.or([has('p.code'), has('p.name'), b('p.enterprise', 'in', enterprises)]);
}
