// Owns the retrofit projects of a region that are late or blocked, one by one.
import { dayOf, daysBetween } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';

export interface ProjectAtRisk {
  code: string;
  name: string;
  enterprise: string;
  district: string;
  stage: string;
  plannedYuan: number;
  /** Earliest day that is past: planned end of the stage, or of a milestone. ISO date; null: it is not late. */
  due: string | null;
  daysLate: number | null;
  /** ISO date; null: it is not blocked. */
  blockedSince: string | null;
  blockedReason: string | null;
}

const mostListed = 5000;

/** Latest first, then those blocked longest. `today`: ISO date in the city. */
export async function projectsAtRisk(
  db: Kysely<Schema>,
  { codes, today, timeZone }: { codes: readonly string[]; today: string; timeZone: string },
): Promise<ProjectAtRisk[]> {
  const milestones = db
    .selectFrom('retrofit_milestones')
    .select((e) => ['project', e.fn.min('due').as('due')])
    .where('due', '<', today)
    .where('done', 'is', null)
    .where('removed_at', 'is', null)
    .groupBy('project')
    .as('m');
  const rows = await db
    .selectFrom('retrofit_projects as p')
    .leftJoin('registry_enterprises as e', 'e.id', 'p.enterprise')
    .leftJoin('retrofit_stages as c', (join) => join.onRef('c.project', '=', 'p.id').onRef('c.stage', '=', 'p.stage'))
    .leftJoin(milestones, 'm.project', 'p.id')
    .select([
      'p.code',
      'p.name',
      'p.district',
      'p.stage',
      'p.planned_yuan',
      'p.blocked_since',
      'p.blocked_reason',
      'e.name as enterprise',
      'c.planned_to',
      'm.due as milestone',
    ])
    .where('p.district', 'in', [...codes])
    .where('p.stage', 'not in', ['closed', 'stopped'])
    .where((e) =>
      e.or([e('c.planned_to', '<', today), e('m.due', 'is not', null), e('p.blocked_since', 'is not', null)]),
    )
    .execute();
  const found = rows.map((row): ProjectAtRisk => {
    const { code, name, district, stage, planned_yuan: plannedYuan, enterprise, milestone } = row;
    const late = [row.planned_to, milestone].filter((day) => day !== null && day < today).sort();
    const due = late[0] ?? null;
    return {
      code,
      name,
      enterprise: enterprise ?? '',
      district,
      stage,
      plannedYuan,
      due,
      daysLate: due === null ? null : daysBetween(due, today),
      blockedSince: row.blocked_since === null ? null : dayOf(row.blocked_since, timeZone),
      blockedReason: row.blocked_since === null ? null : row.blocked_reason,
    };
  });
  const order = ({ due, blockedSince, code }: ProjectAtRisk) => `${due ?? '9'} ${blockedSince ?? '9'} ${code}`;
  return found.sort((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, mostListed);
}
