// Owns reading what counts towards plans: certificates, projects that were approved or closed, equipment at key processes.
import { startOfDay } from '@takt/model/calendar';
import type { RecognitionKind } from '@takt/model/recognition';
import {
  type Amount,
  certificateSpan,
  countedBy,
  dayOf,
  type Holding,
  type TargetIndicator,
  targetIndicators,
  yearSpan,
} from '@takt/model/targets';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

const dayMs = 86_400_000;

export const indicatorOfKind = new Map<string, TargetIndicator>(
  targetIndicators.flatMap((indicator) => {
    const counted = countedBy[indicator];
    return counted.of === 'certificates' ? [[counted.countsAs as RecognitionKind, indicator] as const] : [];
  }),
);

/** `recordedAfter`: only what was written down after that moment, epoch ms. */
export async function readHoldings(
  db: Kysely<Schema>,
  timeZone: string,
  recordedAfter = Number.NEGATIVE_INFINITY,
): Promise<Holding[]> {
  const certificates = await readCertificates(db, recordedAfter);
  const projects = await readProjects(db, timeZone, recordedAfter);
  return [...certificates, ...projects];
}

async function readCertificates(db: Kysely<Schema>, recordedAfter: number): Promise<Holding[]> {
  const same = ['district', 'counts_as', 'issued_on', 'withdrawn_on', 'valid_until', 'state'] as const;
  const rows = await db
    .selectFrom('certificates')
    .select([...same, (e) => e.fn.countAll<number>().as('count')])
    .$if(Number.isFinite(recordedAfter), (query) => query.where('recorded_at', '>', recordedAfter))
    .groupBy([...same])
    .execute();
  return rows.flatMap((row) => {
    const indicator = indicatorOfKind.get(row.counts_as);
    const { issued_on: issuedOn, withdrawn_on: withdrawnOn, valid_until: validUntil, state } = row;
    const span = certificateSpan({ issuedOn, withdrawnOn, validUntil, state });
    return indicator && span ? [{ ...span, indicator, region: row.district, count: Number(row.count) }] : [];
  });
}

async function readProjects(db: Kysely<Schema>, timeZone: string, recordedAfter: number): Promise<Holding[]> {
  const since = Number.isFinite(recordedAfter);
  const approved = await db
    .selectFrom('retrofit_projects')
    .select(['district', 'approved_at'])
    .where('approval', '=', 'approved')
    .where('approved_at', 'is not', null)
    .$if(since, (query) => query.where('created_at', '>', recordedAfter))
    .execute();
  const closed = await db
    .selectFrom('retrofit_projects')
    .leftJoin('retrofit_stages', (join) =>
      join
        .onRef('retrofit_stages.project', '=', 'retrofit_projects.id')
        .on('retrofit_stages.stage', '=', sql.lit('closed')),
    )
    .select(['district', 'updated_at', 'actual_from', 'actual_to'])
    .where('retrofit_projects.stage', '=', 'closed')
    .$if(since, (query) => query.where('created_at', '>', recordedAfter))
    .execute();
  const local = createDays(timeZone);
  return [
    ...approved.map(({ district, approved_at: at }) => projectHolding('retrofit_projects', district, local(at ?? 0))),
    ...closed.map(({ district, updated_at, actual_from, actual_to }) =>
      projectHolding('retrofit_projects_closed', district, actual_from ?? actual_to ?? local(updated_at)),
    ),
  ];
}

function projectHolding(indicator: TargetIndicator, region: string, day: string): Holding {
  return { ...yearSpan(day), indicator, region, count: 1 };
}

/** Dates of moments. A day of UTC lies on two days of the city at most: where one ends is worked out once. */
function createDays(timeZone: string): (at: number) => string {
  const known = new Map<number, { first: string; second: string; from: number }>();
  return (at) => {
    const number = Math.floor(at / dayMs);
    let day = known.get(number);
    if (!day) {
      const last = (number + 1) * dayMs - 1;
      day = { first: dayOf(number * dayMs, timeZone), second: dayOf(last, timeZone), from: startOfDay(last, timeZone) };
      known.set(number, day);
    }
    return at < day.from ? day.first : day.second;
  };
}

/** Pieces at key processes, and how many of them are numerically controlled, by district; what nobody said does not count. */
export async function readKeyProcesses(db: Kysely<Schema>): Promise<Map<string, Amount>> {
  const rows = await db
    .selectFrom('registry_equipment')
    .innerJoin('registry_workshops', 'registry_workshops.id', 'registry_equipment.workshop')
    .select((e) => [
      'registry_workshops.district',
      e.fn
        .sum<number>(e.case().when('numerically_controlled', '=', 1).then(e.ref('quantity')).else(0).end())
        .as('part'),
      e.fn.sum<number>('quantity').as('whole'),
    ])
    .where('registry_equipment.state', '=', 'in_use')
    .where('registry_workshops.state', '=', 'active')
    .where('key_process', '=', 1)
    .where('numerically_controlled', 'is not', null)
    .groupBy('registry_workshops.district')
    .execute();
  return new Map(rows.map(({ district, part, whole }) => [district, { part: Number(part), whole: Number(whole) }]));
}
