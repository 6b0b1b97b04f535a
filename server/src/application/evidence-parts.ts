// Owns what of the registry and of retrofit projects goes into an evidence package.
import type { EvidencePackage } from '@takt/model/application';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import type { Subject } from './subject.ts';

type About = Pick<Subject, 'kind' | 'id' | 'enterprise'>;

/** In use; of an enterprise that of all its workshops. */
export async function readEquipment(db: Kysely<Schema>, { kind, id }: About): Promise<EvidencePackage['equipment']> {
  const rows = await db
    .selectFrom('registry_equipment')
    .selectAll()
    .where(kind === 'workshop' ? 'workshop' : 'enterprise', '=', id)
    .where('state', '=', 'in_use')
    .orderBy('workshop')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    workshop: row.workshop,
    name: row.name,
    model: row.model,
    process: row.process,
    quantity: row.quantity,
    numericallyControlled: saidOf(row.numerically_controlled),
    networked: saidOf(row.networked),
    keyProcess: saidOf(row.key_process),
    origin: row.origin,
    recordedAt: new Date(row.recorded_at).toISOString(),
  }));
}

/** Not superseded, of the subject and of its enterprise. */
export async function readFigures(db: Kysely<Schema>, { id, enterprise }: About): Promise<EvidencePackage['figures']> {
  const rows = await db
    .selectFrom('figures')
    .selectAll()
    .where('subject', 'in', [...new Set([id, enterprise])])
    .where('superseded_at', 'is', null)
    .orderBy('indicator')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    indicator: row.indicator,
    value: row.value,
    from: row.from_date,
    to: row.to_date,
    origin: row.origin,
    document: row.document,
    recordedAt: new Date(row.recorded_at).toISOString(),
  }));
}

/** Of projects in the workshop, or of all of the enterprise's. */
export async function readEffects(
  db: Kysely<Schema>,
  { kind, id, enterprise }: About,
): Promise<EvidencePackage['effects']> {
  const rows = await db
    .selectFrom('effect_results as r')
    .innerJoin('retrofit_projects as p', 'p.id', 'r.project')
    .selectAll('r')
    .select('p.code')
    .where('p.enterprise', '=', enterprise)
    .$if(kind === 'workshop', (query) =>
      query.where((e) =>
        e.exists(
          e
            .selectFrom('retrofit_scopes as s')
            .select('s.project')
            .whereRef('s.project', '=', 'p.id')
            .where('s.workshop', '=', id),
        ),
      ),
    )
    .orderBy('p.code')
    .orderBy('r.indicator')
    .orderBy('r.origin')
    .execute();
  return rows.map((row) => ({
    project: row.code,
    indicator: row.indicator,
    origin: row.origin,
    verdict: row.verdict,
    estimate: row.estimate,
    low: row.low,
    high: row.high,
    daysBefore: row.days_before,
    daysAfter: row.days_after,
    coverage: row.coverage,
    computedAt: new Date(row.computed_at).toISOString(),
  }));
}

function saidOf(value: number | null): boolean | null {
  return value === null ? null : value !== 0;
}
