// Owns the short lists of a cockpit: what was recognised last, what is at risk and for how long.
import type { RouteAnswer } from '@takt/model/api';
import { addDays, dayOf } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import { overdueProjects } from './projects.ts';

type Newly = RouteAnswer<'cockpit.get'>['newly'][number];
export type Risk = RouteAnswer<'cockpit.get'>['risks']['top'][number];

export interface ListParts {
  db: Kysely<Schema>;
  timeZone: string;
  today: string;
  /** Code; undefined: all of the city. */
  district: string | undefined;
}

const mostListed = 10;
const mostRisks = 5;
/** A certificate that runs out within so many days is looked after. */
export const expiringDays = 90;

export async function newlyRecognised({ db, district }: ListParts): Promise<Newly[]> {
  const rows = await certificatesIn(db, district)
    .where('c.state', 'in', ['valid', 'warned'])
    .select([
      'c.id',
      'c.number',
      'c.counts_as',
      'c.issued_on',
      'c.district',
      'e.name as enterprise',
      'w.name as workshop',
    ])
    .orderBy('c.issued_on', 'desc')
    .orderBy('c.id')
    .limit(mostListed)
    .execute();
  return rows.map(({ id, number, counts_as, issued_on: issuedOn, district: of, enterprise, workshop }) => ({
    id,
    number,
    countsAs: counts_as as Newly['countsAs'],
    subject: workshop ?? enterprise ?? '',
    enterprise: enterprise ?? '',
    district: of,
    issuedOn,
  }));
}

/** The longest standing of each kind; without targets. */
export async function topRisks(parts: ListParts): Promise<Risk[]> {
  const { db, timeZone, today, district } = parts;
  const projects = overdueProjects(db, today)
    .leftJoin('registry_enterprises as e', 'e.id', 'p.enterprise')
    .$if(district !== undefined, (query) => query.where('p.district', '=', district ?? ''))
    .select(['p.id', 'p.name', 'p.district', 'e.name as enterprise', 'c.planned_to as day'])
    .orderBy((e) => e.fn.coalesce('c.planned_to', e.val('9999')))
    .limit(mostRisks);
  const blocked = db
    .selectFrom('retrofit_projects as p')
    .leftJoin('registry_enterprises as e', 'e.id', 'p.enterprise')
    .where('p.blocked_since', 'is not', null)
    .where('p.stage', 'not in', ['closed', 'stopped'])
    .$if(district !== undefined, (query) => query.where('p.district', '=', district ?? ''))
    .select(['p.id', 'p.name', 'p.district', 'e.name as enterprise', 'p.blocked_since as at'])
    .orderBy('p.blocked_since')
    .limit(mostRisks);
  const columns = ['c.id', 'c.number', 'c.district', 'e.name as enterprise', 'w.name as workshop'] as const;
  const warned = certificatesIn(db, district)
    .where('c.state', '=', 'warned')
    .select([...columns, 'c.warned_on as day'])
    .orderBy('c.warned_on')
    .limit(mostRisks);
  const expiring = certificatesIn(db, district)
    .where('c.state', '=', 'valid')
    .where('c.valid_until', '>=', today)
    .where('c.valid_until', '<=', addDays(today, expiringDays))
    .select([...columns, 'c.valid_until as day'])
    .orderBy('c.valid_until')
    .limit(mostRisks);
  const ofCertificate = (kind: Risk['kind'], row: Awaited<ReturnType<typeof warned.execute>>[number]): Risk => ({
    kind,
    id: row.id,
    name: row.workshop ?? row.number,
    enterprise: row.enterprise,
    district: row.district,
    day: row.day,
  });
  return [
    ...(await projects.execute()).map((row): Risk => ({ ...row, kind: 'overdue_project' })),
    ...(await blocked.execute()).map(
      ({ at, ...row }): Risk => ({ ...row, kind: 'blocked_project', day: at === null ? null : dayOf(at, timeZone) }),
    ),
    ...(await warned.execute()).map((row) => ofCertificate('warned_certificate', row)),
    ...(await expiring.execute()).map((row) => ofCertificate('expiring_certificate', row)),
  ];
}

function certificatesIn(db: Kysely<Schema>, district: string | undefined) {
  return db
    .selectFrom('certificates as c')
    .leftJoin('registry_enterprises as e', 'e.id', 'c.enterprise')
    .leftJoin('registry_workshops as w', 'w.id', 'c.subject')
    .$if(district !== undefined, (query) => query.where('c.district', '=', district ?? ''));
}
