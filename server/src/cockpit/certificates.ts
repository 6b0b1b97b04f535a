// Owns counting certificates for cockpits: those warned or about to run out by district, digital workshops by sector.
import { addDays } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import { expiringDays } from './lists.ts';

export interface CertificateRisks {
  warned: number;
  expiring: number;
}

/** By district. `today`: ISO date in the city. */
export async function countCertificateRisks(db: Kysely<Schema>, today: string): Promise<Map<string, CertificateRisks>> {
  const soon = addDays(today, expiringDays);
  const rows = await db
    .selectFrom('certificates')
    .select((e) => ['district', 'state', e.fn.countAll<number>().as('count')])
    .where((e) =>
      e.or([
        e('state', '=', 'warned'),
        e.and([e('state', '=', 'valid'), e('valid_until', '>=', today), e('valid_until', '<=', soon)]),
      ]),
    )
    .groupBy(['district', 'state'])
    .execute();
  const risks = new Map<string, CertificateRisks>();
  for (const { district, state, count } of rows) {
    const known = risks.get(district) ?? { warned: 0, expiring: 0 };
    risks.set(district, { ...known, [state === 'warned' ? 'warned' : 'expiring']: Number(count) });
  }
  return risks;
}

/** Digital workshops in force and projects under way, by district and sector as it is kept. */
export async function countBySector(db: Kysely<Schema>) {
  const recognised = await db
    .selectFrom('certificates as c')
    .innerJoin('registry_enterprises as e', 'e.id', 'c.enterprise')
    .select((b) => ['c.district', 'e.sector', b.fn.countAll<number>().as('count')])
    .where('c.counts_as', '=', 'digital_workshop')
    .where('c.state', 'in', ['valid', 'warned'])
    .groupBy(['c.district', 'e.sector'])
    .execute();
  const projects = await db
    .selectFrom('retrofit_projects as p')
    .innerJoin('registry_enterprises as e', 'e.id', 'p.enterprise')
    .select((b) => ['p.district', 'e.sector', b.fn.countAll<number>().as('count')])
    .where('p.stage', 'not in', ['closed', 'stopped'])
    .groupBy(['p.district', 'e.sector'])
    .execute();
  return { recognised, projects };
}
