// Owns the board: of every stage how many projects are in it, their sums, and the first cards.
import type { RouteAnswer } from '@takt/model/api';
import { projectStates } from '@takt/model/retrofit';
import { sql } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { ProjectFilter } from './conditions.ts';
import type { RetrofitParts } from './parts.ts';
import { rowsOf, seenProjects } from './rows.ts';

/** Those whose stage ends first are on top. */
const inItsStage = sql<number>`row_number() over (partition by p.stage order by case when c.planned_to is null then 1 else 0 end, c.planned_to, p.id)`;

export async function boardOf(
  parts: RetrofitParts,
  caller: Caller,
  filter: ProjectFilter,
  limit: number,
): Promise<RouteAnswer<'projects.board'>> {
  const counted = await seenProjects(parts, caller, filter)
    .select((b) => [
      'p.stage',
      b.fn.countAll<number>().as('total'),
      b.fn.sum<number>('p.planned_yuan').as('planned'),
      b.fn.sum<number>('p.paid_yuan').as('paid'),
    ])
    .groupBy('p.stage')
    .execute();
  const numbered = seenProjects(parts, caller, filter, { stage: true }).select(['p.id', inItsStage.as('number')]);
  const first = await parts.db
    .selectFrom(numbered.as('cards'))
    .select('id')
    .where('number', '<=', limit)
    .orderBy('number')
    .execute();
  const ids = first.map(({ id }) => id);
  const cards = await rowsOf(parts, caller, ids);
  const columns = projectStates.map((stage) => {
    const sums = counted.find((one) => one.stage === stage);
    const rows = cards.filter((card) => card.stage === stage);
    return {
      stage,
      total: Number(sums?.total ?? 0),
      plannedYuan: Number(sums?.planned ?? 0),
      paidYuan: Number(sums?.paid ?? 0),
      rows,
    };
  });
  return { columns };
}
