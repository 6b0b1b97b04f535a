// Owns lists of projects: a page of them sorted, how many there are and their sums, and their stages for a timeline.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { projectStates } from '@takt/model/retrofit';
import { type RawBuilder, sql } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { ProjectFilter } from './conditions.ts';
import { type RetrofitParts, stageDatesOf, todayOf } from './parts.ts';
import { rowsOf, seenProjects } from './rows.ts';

type Asked = RouteInput<'projects.list'>['query'];

const sortedBy: Record<Asked['sort'], RawBuilder<unknown>> = {
  code: sql`p.code`,
  name: sql`p.name`,
  enterprise: sql`e.name`,
  stage: orderOfStages(),
  stageDue: sql`c.planned_to`,
  plannedYuan: sql`p.planned_yuan`,
  paidYuan: sql`p.paid_yuan`,
  updatedAt: sql`p.updated_at`,
};

function orderOfStages(): RawBuilder<unknown> {
  const cases = projectStates.map((stage, index) => sql`when ${sql.lit(stage)} then ${sql.lit(index)}`);
  return sql`case p.stage ${sql.join(cases, sql` `)} end`;
}

export async function listProjects(
  parts: RetrofitParts,
  caller: Caller,
  asked: Asked,
): Promise<RouteAnswer<'projects.list'>> {
  const { sort, order, limit, offset, ...filter } = asked;
  const joined = { ...(sort === 'enterprise' && { enterprise: true }), ...(sort === 'stageDue' && { stage: true }) };
  const seen = seenProjects(parts, caller, filter, joined).select('p.id');
  // What has no such day comes last either way, on every database.
  const sorted = sort === 'stageDue' ? seen.orderBy(sql`case when c.planned_to is null then 1 else 0 end`) : seen;
  const found = await sorted.orderBy(sortedBy[sort], order).orderBy('p.id').limit(limit).offset(offset).execute();
  const ids = found.map(({ id }) => id);
  return { ...(await sumsOf(parts, caller, filter)), rows: await rowsOf(parts, caller, ids) };
}

async function sumsOf(parts: RetrofitParts, caller: Caller, filter: ProjectFilter) {
  const sums = await seenProjects(parts, caller, filter)
    .select((b) => [
      b.fn.countAll<number>().as('total'),
      b.fn.sum<number | null>('p.planned_yuan').as('planned'),
      b.fn.sum<number | null>('p.paid_yuan').as('paid'),
    ])
    .executeTakeFirstOrThrow();
  return { total: Number(sums.total), plannedYuan: Number(sums.planned ?? 0), paidYuan: Number(sums.paid ?? 0) };
}

export async function projectsInTime(
  parts: RetrofitParts,
  caller: Caller,
  asked: Asked,
): Promise<RouteAnswer<'projects.timeline'>> {
  const { rows, ...sums } = await listProjects(parts, caller, asked);
  const ids = rows.map(({ id }) => id);
  const [stages, milestones] = ids.length === 0 ? [[], []] : await datesOfAll(parts, ids);
  const today = todayOf(parts);
  const withDates = rows.map((row) => ({
    ...row,
    stages: stages.filter(({ project }) => project === row.id).map(stageDatesOf),
    milestones: milestones
      .filter(({ project }) => project === row.id)
      .map(({ id, name, due, done }) => ({ id, name, due, done })),
  }));
  return { ...sums, today, rows: withDates };
}

async function datesOfAll({ db }: RetrofitParts, ids: readonly string[]) {
  return [
    await db.selectFrom('retrofit_stages').selectAll().where('project', 'in', ids).execute(),
    await db
      .selectFrom('retrofit_milestones')
      .selectAll()
      .where('project', 'in', ids)
      .where('removed_at', 'is', null)
      .orderBy('due')
      .orderBy('id')
      .execute(),
  ] as const;
}
