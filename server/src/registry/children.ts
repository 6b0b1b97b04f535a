// Owns what lies in an enterprise's record, whatever it is: found with its enterprise, added, changed, and told of in the audit log.
import type { ContactRecord, EquipmentRecord, SiteRecord, WorkshopRecord } from '@takt/model/api';
import type { Caller } from '../platform/caller.ts';
import type { Row } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import type { RegistryParts } from './parts.ts';
import { type Access, type Enterprise, writableEnterprise } from './sight.ts';
import { contactView, detailsOf, equipmentView, siteView, workshopView } from './views.ts';
import { auditRecord, type Db, declaredBy, inTurn, type Kind, newId, refused, staleness } from './write.ts';

/** Whatever it is, it has these. */
type Common = Pick<
  Row<'registry_sites'>,
  'id' | 'enterprise' | 'name' | 'revision' | 'recorded_at' | 'recorded_by_name'
>;
export type Child<T extends ChildTable> = Row<T> & Common;
export type ChildTable = 'registry_sites' | 'registry_workshops' | 'registry_equipment' | 'registry_contacts';

interface Views {
  registry_sites: SiteRecord;
  registry_workshops: WorkshopRecord;
  registry_equipment: EquipmentRecord;
  registry_contacts: ContactRecord;
}

const of: {
  readonly [T in ChildTable]: { noun: string; kind: Kind; view(plant: RegistryParts['plant'], row: Row<T>): Views[T] };
} = {
  registry_sites: { noun: 'site', kind: 'registry_site', view: siteView },
  registry_workshops: { noun: 'workshop', kind: 'registry_workshop', view: workshopView },
  registry_equipment: { noun: 'equipment', kind: 'equipment', view: equipmentView },
  registry_contacts: { noun: 'contact', kind: 'contact', view: contactView },
};

type Written =
  | 'id'
  | 'enterprise'
  | 'revision'
  | 'state'
  | 'origin'
  | 'recorded_at'
  | 'recorded_by'
  | 'recorded_by_name'
  | 'import';
/** Columns that are the kind's own. */
export type Fresh<T extends ChildTable> = Omit<Row<T>, Written>;
export type Change<T extends ChildTable> = Partial<Omit<Row<T>, Exclude<Written, 'state'>>>;

// The four have these columns in common; which of them it is, is in the type of the row.
const common = (table: ChildTable) => table as 'registry_sites';

export async function findChild<T extends ChildTable>(db: Db, table: T, id: string): Promise<Child<T> | undefined> {
  const row = await db.selectFrom(common(table)).selectAll().where('id', '=', id).executeTakeFirst();
  return row as unknown as Child<T> | undefined;
}

export async function childrenOf<T extends ChildTable>(db: Db, table: T, enterprise: string): Promise<Row<T>[]> {
  const rows = await db
    .selectFrom(common(table))
    .selectAll()
    .where('enterprise', '=', enterprise)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows as unknown as Row<T>[];
}

export const noChild = (table: ChildTable, id: string) =>
  refuse('not_found', `there is no ${of[table].noun} "${id}" in the registry`);

export interface Adding<T extends ChildTable> {
  table: T;
  action: string;
  enterprise: string;
  /** What it consists of. */
  fresh(enterprise: Enterprise, transaction: Db): Promise<Outcome<Fresh<T>>>;
}

/** In the enterprise of that id, where the caller may write. */
export function addChild<T extends ChildTable>(
  parts: RegistryParts,
  caller: Caller,
  adding: Adding<T>,
): Promise<Outcome<Views[T]>> {
  const { table, action } = adding;
  return inTurn(parts, async (transaction) => {
    const enterprise = await writableEnterprise(transaction, caller, adding.enterprise);
    if (!enterprise.ok) return enterprise;
    const fresh = await adding.fresh(enterprise.value, transaction);
    if (!fresh.ok) return fresh;
    const state = table === 'registry_equipment' ? 'in_use' : 'active';
    const common_ = { id: newId(), enterprise: adding.enterprise, state, revision: 1, ...declaredBy(parts, caller) };
    const row = { ...fresh.value, ...common_ } as unknown as Row<T>;
    await transaction
      .insertInto(common(table))
      .values(row as never)
      .execute();
    const view = of[table].view(parts.plant, row);
    const about = { action, kind: of[table].kind, code: view.id, before: null, after: detailsOf(view) };
    await parts.audit(transaction, auditRecord(caller, enterprise.value, about));
    return done(view);
  });
}

export interface Changing<T extends ChildTable> {
  table: T;
  action: string;
  id: string;
  /** The one that was seen. */
  revision: number;
  /** Default: whoever may write. */
  needs?: keyof Access;
  change(row: Row<T>, enterprise: Enterprise, transaction: Db): Promise<Outcome<Change<T>>>;
}

export function changeChild<T extends ChildTable>(
  parts: RegistryParts,
  caller: Caller,
  changing: Changing<T>,
): Promise<Outcome<Views[T]>> {
  const { table, action, id } = changing;
  const { view, kind } = of[table];
  return inTurn(parts, async (transaction) => {
    const row = await findChild(transaction, table, id);
    if (!row) return noChild(table, id);
    const enterprise = await writableEnterprise(transaction, caller, row.enterprise, changing.needs);
    if (!enterprise.ok) return enterprise.refusal.kind === 'not_found' ? noChild(table, id) : enterprise;
    const stale = staleness(row, changing.revision);
    if (stale) return refused(stale);
    const change = await changing.change(row, enterprise.value, transaction);
    if (!change.ok) return change;
    const after = { ...row, ...change.value, ...declaredBy(parts, caller), revision: row.revision + 1 } as Row<T>;
    await transaction
      .updateTable(common(table))
      .set(after as never)
      .where('id', '=', id)
      .execute();
    const [before, told] = [view(parts.plant, row), view(parts.plant, after)];
    const about = { action, kind, code: id, before: detailsOf(before), after: detailsOf(told) };
    await parts.audit(transaction, auditRecord(caller, enterprise.value, about));
    return done(told);
  });
}
