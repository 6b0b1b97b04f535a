// Owns which subjects something new is known of: their equipment, figures, projects, measured effects or certificates.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';

/** Ids of workshops and enterprises, and of what only concerns them, of which something was written at or after the moment (epoch ms). */
export async function changedSince(db: Kysely<Schema>, since: number): Promise<Set<string>> {
  const [equipment, figures, projects, effects, certificates] = await Promise.all([
    db.selectFrom('registry_equipment').select(['workshop', 'enterprise']).where('recorded_at', '>=', since).execute(),
    db.selectFrom('figures').select(['subject_kind', 'subject']).where('recorded_at', '>=', since).execute(),
    db.selectFrom('retrofit_projects').select('id').where('updated_at', '>=', since).execute(),
    db.selectFrom('effect_results').select('project').where('computed_at', '>=', since).distinct().execute(),
    db.selectFrom('certificates').select(['subject', 'enterprise']).where('recorded_at', '>=', since).execute(),
  ]);
  const touched = new Set([
    ...projects.map(({ id }) => id),
    ...effects.map(({ project }) => project),
    ...figures.flatMap((one) => (one.subject_kind === 'project' ? [one.subject] : [])),
  ]);
  const changed = new Set([
    ...equipment.flatMap(({ workshop, enterprise }) => [workshop, enterprise]),
    ...figures.map(({ subject }) => subject),
    ...certificates.flatMap(({ subject, enterprise }) => [subject, enterprise]),
  ]);
  if (touched.size === 0) return changed;
  // All scopes at once: there are no more than projects, and none of them is large.
  const scopes = await db
    .selectFrom('retrofit_projects as p')
    .leftJoin('retrofit_scopes as s', 's.project', 'p.id')
    .select(['p.id', 'p.enterprise', 's.workshop'])
    .execute();
  for (const { id, enterprise, workshop } of scopes) {
    if (!touched.has(id)) continue;
    changed.add(enterprise);
    if (workshop !== null) changed.add(workshop);
  }
  return changed;
}
