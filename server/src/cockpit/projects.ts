// Owns counting retrofit projects for cockpits: by district and stage, with money, and what is late or blocked.
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

export interface ProjectCount {
  district: string;
  stage: string;
  projects: number;
  plannedYuan: number;
  paidYuan: number;
  blocked: number;
  overdue: number;
}

/** Whatever was decided over them, as the list of projects has it. `today`: ISO date in the city. */
export async function countProjects(db: Kysely<Schema>, today: string): Promise<ProjectCount[]> {
  const rows = await db
    .selectFrom('retrofit_projects')
    .select((e) => [
      'district',
      'stage',
      e.fn.countAll<number>().as('projects'),
      e.fn.sum<number>('planned_yuan').as('planned'),
      e.fn.sum<number>('paid_yuan').as('paid'),
      e.fn.count<number>('blocked_since').as('blocked'),
    ])
    .groupBy(['district', 'stage'])
    .execute();
  const overdue = new Map((await countOverdue(db, today)).map((row) => [`${row.district} ${row.stage}`, row.overdue]));
  return rows.map(({ district, stage, projects, planned, paid, blocked }) => ({
    district,
    stage,
    projects: Number(projects),
    plannedYuan: Number(planned),
    paidYuan: Number(paid),
    blocked: Number(blocked),
    overdue: overdue.get(`${district} ${stage}`) ?? 0,
  }));
}

/** Their stage goes on though its planned end is past, or a milestone is past its day. */
async function countOverdue(db: Kysely<Schema>, today: string) {
  const rows = await overdueProjects(db, today)
    .select((e) => ['p.district', 'p.stage', e.fn.countAll<number>().as('overdue')])
    .groupBy(['p.district', 'p.stage'])
    .execute();
  return rows.map(({ district, stage, overdue }) => ({ district, stage, overdue: Number(overdue) }));
}

export function overdueProjects(db: Kysely<Schema>, today: string) {
  return db
    .selectFrom('retrofit_projects as p')
    .leftJoin('retrofit_stages as c', (join) => join.onRef('c.project', '=', 'p.id').onRef('c.stage', '=', 'p.stage'))
    .where('p.stage', 'not in', ['closed', 'stopped'])
    .where((e) =>
      e.or([
        e('c.planned_to', '<', today),
        e(
          'p.id',
          'in',
          e
            .selectFrom('retrofit_milestones')
            .select('project')
            .where('due', '<', today)
            .where('done', 'is', null)
            .where('removed_at', 'is', null),
        ),
      ]),
    );
}
