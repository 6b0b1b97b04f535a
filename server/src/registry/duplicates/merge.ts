// Owns making one enterprise of two: what is kept of the loser is the winner's from then on, and its address leads there.
import type { EnterpriseRecord, RouteInput } from '@takt/model/api';
import type { Caller } from '../../platform/caller.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { dropLinksWithin } from '../links.ts';
import type { RegistryParts } from '../parts.ts';
import { type Enterprise, writableEnterprise } from '../sight.ts';
import { detailsOf, enterpriseView } from '../views.ts';
import { auditRecord, type Db, declaredBy, inTurn, invalid, refused, staleness } from '../write.ts';

type Body = RouteInput<'duplicates.merge'>['body'];

/** Not decided yet. */
const underWay = ['draft', 'self_checked', 'district_review', 'city_decision', 'returned'] as const;

export function mergeEnterprises(parts: RegistryParts, caller: Caller, body: Body): Promise<Outcome<EnterpriseRecord>> {
  if (body.winner === body.loser)
    return Promise.resolve(invalid([{ field: 'loser', reason: 'must be another enterprise than the winner' }]));
  return inTurn(parts, async (transaction) => {
    const winner = await writableEnterprise(transaction, caller, body.winner, 'official');
    if (!winner.ok) return winner;
    const loser = await writableEnterprise(transaction, caller, body.loser, 'official');
    if (!loser.ok) return loser;
    const stale = staleness(winner.value, body.winnerRevision) ?? staleness(loser.value, body.loserRevision);
    if (stale) return refused(stale);
    const hindered = await hindranceOf(transaction, winner.value, loser.value);
    return hindered ?? done(await merge(parts, transaction, caller, winner.value, loser.value));
  });
}

async function hindranceOf(db: Db, winner: Enterprise, loser: Enterprise): Promise<Outcome<never> | undefined> {
  if (winner.plant_enterprise !== null && loser.plant_enterprise !== null)
    return refuse('conflict', 'both are linked to a plant, and to different ones; end one of the links first');
  const rows = await db
    .selectFrom('recognition_applications')
    .select('enterprise')
    .distinct()
    .where('enterprise', 'in', [winner.id, loser.id])
    .where('state', 'in', underWay)
    .execute();
  if (rows.length > 1)
    return refuse('conflict', 'both have applications under way; decide or withdraw those of one first');
  return undefined;
}

async function merge(
  parts: RegistryParts,
  db: Db,
  caller: Caller,
  winner: Enterprise,
  loser: Enterprise,
): Promise<EnterpriseRecord> {
  const { plant, audit } = parts;
  const moved = await moveAll(db, winner, loser, parts.clock());
  const provenance = declaredBy(parts, caller);
  const gone: Enterprise = {
    ...loser,
    ...provenance,
    state: 'merged',
    merged_into: winner.id,
    uscc: winner.uscc === null ? null : loser.uscc,
    plant_enterprise: null,
    revision: loser.revision + 1,
  };
  const kept: Enterprise = {
    ...winner,
    ...provenance,
    uscc: winner.uscc ?? loser.uscc,
    plant_enterprise: winner.plant_enterprise ?? loser.plant_enterprise,
    revision: winner.revision + 1,
  };
  // The loser first: no two have one credit code or link.
  for (const one of [gone, kept])
    await db.updateTable('registry_enterprises').set(one).where('id', '=', one.id).execute();
  const details = (one: Enterprise) => detailsOf(enterpriseView(plant, one));
  const records = [
    { code: winner.id, before: details(winner), after: { ...details(kept), merged: loser.id, moved } },
    { code: loser.id, before: details(loser), after: details(gone) },
  ];
  const about = { action: 'duplicates.merge', kind: 'registry_enterprise' } as const;
  await audit(db, ...records.map((one) => auditRecord(caller, kept, { ...about, ...one })));
  return enterpriseView(plant, kept);
}

/** How many of what came over. */
async function moveAll(db: Db, winner: Enterprise, loser: Enterprise, now: number): Promise<Record<string, number>> {
  const moved: Record<string, number> = {};
  const [to, from] = [winner.id, loser.id];
  // Links into a plant that is not the winner's; with the loser's own plant they stay as they are.
  if (winner.plant_enterprise !== null) await dropLinksWithin(db, from);
  const revised = ['registry_sites', 'registry_workshops', 'registry_equipment', 'registry_contacts'] as const;
  for (const table of revised) {
    const { numUpdatedRows } = await db
      .updateTable(table as 'registry_sites')
      .set((e) => ({ enterprise: to, revision: e('revision', '+', 1) }))
      .where('enterprise', '=', from)
      .executeTakeFirst();
    moved[table.replace('registry_', '')] = Number(numUpdatedRows);
  }
  await db
    .updateTable('registry_workshops')
    .set({ district: winner.district })
    .where('enterprise', '=', to)
    .where('site', 'is', null)
    .execute();
  for (const table of ['retrofit_projects', 'recognition_applications', 'certificates'] as const) {
    const { numUpdatedRows } = await db
      .updateTable(table as 'retrofit_projects')
      .set((e) => ({ enterprise: to, revision: e('revision', '+', 1) }))
      .where('enterprise', '=', from)
      .executeTakeFirst();
    moved[table.slice(table.indexOf('_') + 1)] = Number(numUpdatedRows);
  }
  await moveSubjects(db, to, from);
  moved.figures = await moveFigures(db, to, from, now);
  return moved;
}

/** What is about the enterprise as such. */
async function moveSubjects(db: Db, to: string, from: string): Promise<void> {
  for (const table of ['recognition_applications', 'certificates'] as const)
    await db
      .updateTable(table as 'certificates')
      .set({ subject: to })
      .where('subject_kind', '=', 'enterprise')
      .where('subject', '=', from)
      .execute();
  await db
    .updateTable('documents')
    .set({ subject: to })
    .where('subject_kind', '=', 'enterprise')
    .where('subject', '=', from)
    .execute();
  // Worked out anew from what is there; those of the loser as such are of nothing any more.
  await db
    .deleteFrom('recognition_evaluations')
    .where('subject_kind', '=', 'enterprise')
    .where('subject', '=', from)
    .execute();
  await db.updateTable('recognition_evaluations').set({ enterprise: to }).where('enterprise', '=', from).execute();
}

/** Of two of one indicator and period the later one counts. */
async function moveFigures(db: Db, to: string, from: string, now: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('figures')
    .set({ subject: to })
    .where('subject_kind', '=', 'enterprise')
    .where('subject', '=', from)
    .executeTakeFirst();
  const counting = await db
    .selectFrom('figures')
    .select(['id', 'indicator', 'from_date', 'to_date'])
    .where('subject_kind', '=', 'enterprise')
    .where('subject', '=', to)
    .where('superseded_at', 'is', null)
    .orderBy('recorded_at', 'desc')
    .orderBy('id')
    .execute();
  const groups = Map.groupBy(counting, (row) => `${row.indicator} ${row.from_date} ${row.to_date}`).values();
  const older = [...groups].flatMap((group) => group.slice(1).map(({ id }) => id));
  if (older.length > 0) await db.updateTable('figures').set({ superseded_at: now }).where('id', 'in', older).execute();
  return Number(numUpdatedRows);
}
