// Owns reading what is under way towards plans, and how long stages took so far: applications, projects to be approved and closed.
import { projectStages } from '@takt/model/retrofit';
import { dayOf, daysBetween, type StageSeen, type TargetIndicator } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import { readApplications } from './applications.ts';
import type { Way, Ways } from './way.ts';

/** How many of the latest durations of a stage are looked at: what took long ago says little of now. */
const mostDurations = 500;
const dayMs = 86_400_000;

export async function readWays(db: Kysely<Schema>, timeZone: string, now: number): Promise<Ways> {
  const applications = await readApplications(db, now, mostDurations);
  return new Map<TargetIndicator, Way>([
    ...applications,
    ['retrofit_projects', await readApprovals(db, now)],
    ['retrofit_projects_closed', await readStages(db, timeZone, now)],
  ]);
}

async function readApprovals(db: Kysely<Schema>, now: number): Promise<Way> {
  const done = await db
    .selectFrom('retrofit_projects')
    .select(['submitted_at', 'approved_at'])
    .where('approval', '=', 'approved')
    .where('submitted_at', 'is not', null)
    .where('approved_at', 'is not', null)
    .orderBy('approved_at', 'desc')
    .limit(mostDurations)
    .execute();
  const decided = await db
    .selectFrom('retrofit_projects')
    .select((e) => ['approval', e.fn.countAll<number>().as('count')])
    .where('approval', 'in', ['approved', 'rejected'])
    .groupBy('approval')
    .execute();
  const countOf = (approval: string) => Number(decided.find((row) => row.approval === approval)?.count ?? 0);
  const waiting = await db
    .selectFrom('retrofit_projects')
    .select(['district', 'submitted_at'])
    .where('approval', 'in', ['submitted', 'district_approved'])
    .where('stage', '!=', 'stopped')
    .execute();
  const days = done.map((row) => ((row.approved_at ?? 0) - (row.submitted_at ?? 0)) / dayMs);
  const durations = days.filter((one) => one >= 0);
  return {
    stages: [{ stage: 'approval', durations, wentOn: countOf('approved'), ended: countOf('rejected') }],
    underWay: waiting.map(({ district, submitted_at: at }) => ({
      region: district,
      stage: 'approval',
      sinceDays: Math.max(0, (now - (at ?? now)) / dayMs),
    })),
  };
}

const onTheWay = projectStages.filter((stage) => stage !== 'closed');

async function readStages(db: Kysely<Schema>, timeZone: string, now: number): Promise<Way> {
  const stopped = await db
    .selectFrom('retrofit_projects')
    .select((e) => ['stopped_in', e.fn.countAll<number>().as('count')])
    .where('stage', '=', 'stopped')
    .groupBy('stopped_in')
    .execute();
  const ended = new Map(stopped.map((row) => [row.stopped_in, Number(row.count)]));
  const left = await db
    .selectFrom('retrofit_stages')
    .select((e) => ['stage', e.fn.countAll<number>().as('count')])
    .where('actual_to', 'is not', null)
    .groupBy('stage')
    .execute();
  const stages: StageSeen[] = [];
  for (const stage of onTheWay) {
    const gone = Number(left.find((row) => row.stage === stage)?.count ?? 0);
    const stoppedIn = ended.get(stage) ?? 0;
    stages.push({
      stage,
      durations: await durationsOf(db, stage),
      wentOn: Math.max(0, gone - stoppedIn),
      ended: stoppedIn,
    });
  }
  const rows = await db
    .selectFrom('retrofit_projects as p')
    .leftJoin('retrofit_stages as s', (join) => join.onRef('s.project', '=', 'p.id').onRef('s.stage', '=', 'p.stage'))
    .select((e) => ['p.district', 'p.stage', 's.actual_from', e.fn.countAll<number>().as('count')])
    .where('p.stage', 'in', onTheWay)
    .where('p.approval', 'not in', ['draft', 'rejected'])
    .groupBy(['p.district', 'p.stage', 's.actual_from'])
    .execute();
  const today = dayOf(now, timeZone);
  return {
    stages,
    underWay: rows.flatMap(({ district: region, stage, actual_from: from, count }) => {
      const sinceDays = from === null ? 0 : Math.max(0, daysBetween(from, today));
      return Array.from({ length: Number(count) }, () => ({ region, stage, sinceDays }));
    }),
  };
}

async function durationsOf(db: Kysely<Schema>, stage: string): Promise<number[]> {
  const rows = await db
    .selectFrom('retrofit_stages')
    .select(['actual_from', 'actual_to'])
    .where('stage', '=', stage)
    .where('actual_to', 'is not', null)
    .orderBy('actual_to', 'desc')
    .limit(mostDurations)
    .execute();
  return rows.flatMap(({ actual_from: from, actual_to: to }) => {
    const days = from === null || to === null ? -1 : daysBetween(from, to);
    return days >= 0 ? [days] : [];
  });
}
