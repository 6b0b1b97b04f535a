// Owns what became of certificates in a month: recognised, warned, withdrawn; and where those in force are from.
import { lastDayOf } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';

export const certificateActs = ['recognised', 'warned', 'withdrawn'] as const;

export interface CertificateAct {
  act: (typeof certificateActs)[number];
  /** ISO date. */
  day: string;
  number: string;
  countsAs: string;
  subject: string;
  enterprise: string;
  district: string;
  reason: string | null;
  origin: 'measured' | 'declared' | 'imported';
}

/** More than these nobody reads; how many there are in all is in the counts. */
const mostListed = 10_000;
const columnOf = { recognised: 'issued_on', warned: 'warned_on', withdrawn: 'withdrawn_on' } as const;

/** By act, then by day. `codes`: districts the region is made of. */
export async function certificateActsIn(
  db: Kysely<Schema>,
  month: string,
  codes: readonly string[],
): Promise<CertificateAct[]> {
  const acts: CertificateAct[] = [];
  for (const act of certificateActs) {
    const column = `c.${columnOf[act]}` as const;
    const rows = await db
      .selectFrom('certificates as c')
      .leftJoin('registry_enterprises as e', 'e.id', 'c.enterprise')
      .leftJoin('registry_workshops as w', 'w.id', 'c.subject')
      .select([
        'c.number',
        'c.counts_as as countsAs',
        'c.district',
        'c.reason',
        'c.origin',
        'e.name as enterprise',
        'w.name as workshop',
        `${column} as day`,
      ])
      .where(column, '>=', `${month}-01`)
      .where(column, '<=', lastDayOf(month))
      .where('c.district', 'in', [...codes])
      .orderBy(column)
      .orderBy('c.number')
      .limit(mostListed)
      .execute();
    for (const { enterprise, workshop, day, reason, ...row } of rows)
      acts.push({
        ...row,
        act,
        day: day ?? '',
        subject: workshop ?? enterprise ?? '',
        enterprise: enterprise ?? '',
        reason: act === 'recognised' ? null : reason,
      });
  }
  return acts;
}
