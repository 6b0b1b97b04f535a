// Owns the history of a record: what the audit log has of it and of what lies in it.
import type { HistoryEntry, RouteAnswer } from '@takt/model/api';
import type { Caller } from '../platform/caller.ts';
import { inParts } from '../platform/database/in-parts.ts';
import { done, type Outcome } from '../platform/outcome.ts';
import { findChild, noChild } from './children.ts';
import type { RegistryParts } from './parts.ts';
import { accessTo, findEnterprise, seenEnterprise } from './sight.ts';
import { seesWorkshop } from './workshops.ts';
import type { Db, Kind } from './write.ts';

type History = RouteAnswer<'registry.history'>;

export async function enterpriseHistory(
  { db }: RegistryParts,
  caller: Caller,
  id: string,
  limit: number,
): Promise<Outcome<History>> {
  const enterprise = await seenEnterprise(db, caller, id);
  if (!enterprise.ok) return enterprise;
  const within = await Promise.all([
    idsOf(db, 'registry_sites', id),
    idsOf(db, 'registry_workshops', id),
    // They tell of people.
    accessTo(caller, enterprise.value).write ? idsOf(db, 'registry_contacts', id) : [],
  ]);
  const kinds: Kind[] = ['registry_enterprise', 'registry_site', 'registry_workshop', 'contact', 'figure'];
  return done(await entriesOf(db, [id, ...within.flat(), ...(await figureIds(db, 'enterprise', id))], kinds, limit));
}

export async function workshopHistory(
  { db }: RegistryParts,
  caller: Caller,
  id: string,
  limit: number,
): Promise<Outcome<History>> {
  const workshop = await findChild(db, 'registry_workshops', id);
  const enterprise = workshop && (await findEnterprise(db, workshop.enterprise));
  if (!enterprise || !seesWorkshop(caller, workshop, enterprise)) return noChild('registry_workshops', id);
  const equipment = await db.selectFrom('registry_equipment').select('id').where('workshop', '=', id).execute();
  const ids = [id, ...equipment.map((one) => one.id), ...(await figureIds(db, 'workshop', id))];
  return done(await entriesOf(db, ids, ['registry_workshop', 'equipment', 'figure'], limit));
}

async function idsOf(
  db: Db,
  table: 'registry_sites' | 'registry_workshops' | 'registry_contacts',
  enterprise: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom(table as 'registry_sites')
    .select('id')
    .where('enterprise', '=', enterprise)
    .execute();
  return rows.map(({ id }) => id);
}

async function figureIds(db: Db, kind: 'enterprise' | 'workshop', subject: string): Promise<string[]> {
  const rows = await db
    .selectFrom('figures')
    .select('id')
    .where('subject_kind', '=', kind)
    .where('subject', '=', subject)
    .execute();
  return rows.map(({ id }) => id);
}

async function entriesOf(db: Db, codes: readonly string[], kinds: readonly Kind[], limit: number): Promise<History> {
  const entries: (HistoryEntry & { id: number })[] = [];
  for (const part of inParts(codes)) {
    const rows = await db
      .selectFrom('audit_entries')
      .select(['id', 'at', 'actor_name', 'action', 'kind', 'code', 'before', 'after'])
      .where('code', 'in', part)
      .where('kind', 'in', kinds)
      .where('outcome', '=', 'done')
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    for (const { actor_name: by, before, after, ...row } of rows)
      entries.push({ ...row, by, before: read(before), after: read(after) });
  }
  return entries
    .sort((a, b) => b.id - a.id)
    .slice(0, limit)
    .map(({ id: _, ...entry }) => entry);
}

const read = (json: string | null): unknown => (json === null ? null : JSON.parse(json));
