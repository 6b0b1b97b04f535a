// Owns reading applications under way, and how long their steps took so far.
import { countedBy, type StageSeen, type TargetIndicator, targetIndicators } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import { indicatorOfKind } from './holdings.ts';
import type { Way } from './way.ts';

const dayMs = 86_400_000;
/** From handing in to the decision. What is returned ends here, and begins anew when it is handed in again. */
const steps = ['district_review', 'city_decision'] as const;
const isStep = (state: string): boolean => (steps as readonly string[]).includes(state);
/** State that follows what was done to an application. */
const stateAfter = new Map<string, string>([
  ['submitted', 'district_review'],
  ['accepted', 'city_decision'],
  ['approved', 'approved'],
  ['returned', 'returned'],
  ['rejected', 'rejected'],
  ['withdrawn', 'withdrawn'],
]);

/** Durations are those of all kinds together: there are few of each. */
export async function readApplications(
  db: Kysely<Schema>,
  now: number,
  most: number,
): Promise<[TargetIndicator, Way][]> {
  const stages = await readSteps(db, most);
  const rows = await db
    .selectFrom('recognition_applications as a')
    .innerJoin('recognition_schemes as s', (join) =>
      join.onRef('s.id', '=', 'a.scheme').onRef('s.version', '=', 'a.version'),
    )
    .select(['a.district', 'a.state', 'a.updated_at', 's.counts_as'])
    .where('a.state', 'in', [...steps])
    .execute();
  const ways = new Map<TargetIndicator, Way & { underWay: Way['underWay'][number][] }>(
    targetIndicators
      .filter((indicator) => countedBy[indicator].of === 'certificates')
      .map((indicator) => [indicator, { stages, underWay: [] }]),
  );
  for (const { district: region, state, updated_at: since, counts_as } of rows) {
    const indicator = indicatorOfKind.get(counts_as);
    if (indicator === undefined) continue;
    ways.get(indicator)?.underWay.push({ region, stage: state, sinceDays: Math.max(0, (now - since) / dayMs) });
  }
  return [...ways];
}

/** Steps that were taken, from the events of the applications they ended lately. */
async function readSteps(db: Kysely<Schema>, most: number): Promise<StageSeen[]> {
  const latest = db
    .selectFrom('recognition_applications')
    .select('id')
    .where('state', 'in', ['approved', 'rejected', 'withdrawn'])
    .orderBy('updated_at', 'desc')
    .limit(most);
  const events = await db
    .selectFrom('recognition_events')
    .select(['application', 'at', 'kind'])
    .where('application', 'in', latest)
    .orderBy('id')
    .execute();
  const seen = steps.map((stage) => ({ stage: stage as string, durations: [] as number[], wentOn: 0, ended: 0 }));
  const current = new Map<string, { state: string; at: number }>();
  for (const { application, at, kind } of events) {
    const to = stateAfter.get(kind);
    if (application === null || to === undefined) continue;
    const before = current.get(application);
    current.set(application, { state: to, at });
    const step = before && seen.find(({ stage }) => stage === before.state);
    if (!before || !step || before.state === to) continue;
    if (isStep(to) || to === 'approved') {
      step.wentOn++;
      step.durations.push((at - before.at) / dayMs);
    } else step.ended++;
  }
  return seen;
}
