// Owns writing enterprises: taken in, changed, closed, reopened, linked to the plant.
import type { EnterpriseRecord, RouteInput } from '@takt/model/api';
import type { Scope } from '@takt/model/plant';
import { type EnterpriseInput, nameKey, resolveEnterprise } from '@takt/model/registry';
import type { Caller } from '../../platform/caller.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { dropLinksWithin, enterpriseLink } from '../links.ts';
import type { RegistryParts } from '../parts.ts';
import { type Access, accessTo, type Enterprise, writableEnterprise } from '../sight.ts';
import { detailsOf, enterpriseView } from '../views.ts';
import { auditRecord, type Db, declaredBy, inTurn, invalid, newId, refused, staleness } from '../write.ts';

export function createEnterprise(
  parts: RegistryParts,
  caller: Caller,
  body: EnterpriseInput,
): Promise<Outcome<EnterpriseRecord>> {
  const { plant, regions, terms, audit, clock } = parts;
  const resolved = resolveEnterprise(body, { regions, ...terms });
  if (!mayTakeIn(parts, caller, body.district))
    return Promise.resolve(refuse('forbidden', 'enterprises are taken in by the bureau of their district'));
  if (!resolved.ok) return Promise.resolve(invalid(resolved.errors));
  return inTurn(parts, async (transaction) => {
    const taken = await usccTaken(transaction, resolved.value.uscc, '');
    if (taken) return taken;
    const row: Enterprise = {
      id: newId(),
      ...columnsOf(resolved.value),
      plant_enterprise: null,
      state: 'active',
      merged_into: null,
      demonstration: 0,
      created_at: clock(),
      revision: 1,
      ...declaredBy(parts, caller),
    };
    await transaction.insertInto('registry_enterprises').values(row).execute();
    const view = enterpriseView(plant, row);
    const about = { kind: 'registry_enterprise', code: row.id, before: null, after: detailsOf(view) } as const;
    await audit(transaction, auditRecord(caller, row, { action: 'registry.create', ...about }));
    return done(view);
  });
}

/** A district that nobody knows is told to whoever is over all of them that it is none. */
function mayTakeIn({ regions }: RegistryParts, caller: Caller, text: string): boolean {
  const may = (scope: Scope) => caller.may('registry.write', scope);
  if (caller.mayEverywhere('registry.write')) return true;
  const code = regions.canonical(text);
  return (
    may({ level: 'district', code }) || (!regions.district(text) && may({ level: 'city', code: regions.city.code }))
  );
}

export function changeEnterprise(
  parts: RegistryParts,
  caller: Caller,
  id: string,
  { revision, ...body }: RouteInput<'registry.change'>['body'],
): Promise<Outcome<EnterpriseRecord>> {
  const { regions, terms } = parts;
  const asked = { action: 'registry.change', id, revision, needs: 'write' } as const;
  return writeEnterprise(parts, caller, asked, async (row, transaction) => {
    const resolved = resolveEnterprise(body, { regions, ...terms }, row.district);
    if (!resolved.ok) return invalid(resolved.errors);
    const columns = columnsOf(resolved.value);
    const moved = columns.district !== row.district;
    if ((moved || columns.uscc !== row.uscc) && !accessTo(caller, row).official)
      return refuse('forbidden', `${moved ? 'the district' : 'the credit code'} is changed by the bureau`);
    // Given away by those who have it, taken by those who will.
    if (moved && !accessTo(caller, { ...row, district: columns.district }).official)
      return refuse('forbidden', 'it is moved to another district by an office that is over both');
    const taken = await usccTaken(transaction, columns.uscc, id);
    if (taken) return taken;
    if (moved) await moveWithin(transaction, row, columns.district);
    return done(columns);
  });
}

export function setEnterpriseState(
  parts: RegistryParts,
  caller: Caller,
  id: string,
  revision: number,
  state: 'active' | 'closed',
): Promise<Outcome<EnterpriseRecord>> {
  const action = state === 'closed' ? 'registry.close' : 'registry.reopen';
  return writeEnterprise(parts, caller, { action, id, revision, needs: 'official' }, async (row) =>
    row.state === state ? refuse('conflict', `"${row.name}" is ${state} already`) : done({ state }),
  );
}

export function linkEnterprise(
  parts: RegistryParts,
  caller: Caller,
  id: string,
  { revision, code }: RouteInput<'registry.link'>['body'],
): Promise<Outcome<EnterpriseRecord>> {
  const asked = { action: 'registry.link', id, revision, needs: 'official' } as const;
  return writeEnterprise(parts, caller, asked, async (row, transaction) => {
    const link = code === null ? done(null) : await enterpriseLink(parts, transaction, row, code);
    if (!link.ok) return link;
    if (link.value !== row.plant_enterprise && row.plant_enterprise !== null) await dropLinksWithin(transaction, id);
    return done({ plant_enterprise: link.value });
  });
}

interface Asked {
  action: string;
  id: string;
  revision: number;
  needs: keyof Access;
}

function writeEnterprise(
  parts: RegistryParts,
  caller: Caller,
  { action, id, revision, needs }: Asked,
  change: (row: Enterprise, transaction: Db) => Promise<Outcome<Partial<Enterprise>>>,
): Promise<Outcome<EnterpriseRecord>> {
  return inTurn(parts, async (transaction) => {
    const found = await writableEnterprise(transaction, caller, id, needs);
    if (!found.ok) return found;
    const row = found.value;
    const stale = staleness(row, revision);
    if (stale) return refused(stale);
    const changed = await change(row, transaction);
    if (!changed.ok) return changed;
    const after = { ...row, ...changed.value, ...declaredBy(parts, caller), revision: row.revision + 1 };
    await transaction.updateTable('registry_enterprises').set(after).where('id', '=', id).execute();
    const [before, told] = [row, after].map((one) => enterpriseView(parts.plant, one)) as [
      EnterpriseRecord,
      EnterpriseRecord,
    ];
    const about = {
      action,
      kind: 'registry_enterprise',
      code: id,
      before: detailsOf(before),
      after: detailsOf(told),
    } as const;
    // A link that ends is still told to the enterprise it was to.
    const of = after.plant_enterprise === null ? row : after;
    await parts.audit(transaction, auditRecord(caller, of, about));
    return done(told);
  });
}

function columnsOf(input: EnterpriseInput) {
  const { name, uscc, district, town, sector, chain, address } = input;
  const words = { size_class: input.sizeClass, chain_role: input.chainRole };
  return { name, name_key: nameKey(name), uscc, district, town, sector, chain, address, ...words };
}

async function usccTaken(db: Db, uscc: string | null, id: string): Promise<Outcome<never> | undefined> {
  if (uscc === null) return undefined;
  const other = await db
    .selectFrom('registry_enterprises')
    .select('id')
    .where('uscc', '=', uscc)
    .where('id', '<>', id)
    .executeTakeFirst();
  return other && invalid([{ field: 'uscc', reason: 'is another enterprise’s in the registry' }]);
}

/** What lies where the enterprise lies counts where it counts. */
async function moveWithin(db: Db, { id, district: from }: Enterprise, district: string): Promise<void> {
  for (const table of ['registry_sites', 'registry_workshops'] as const)
    await db
      .updateTable(table as 'registry_sites')
      .set((e) => ({ district, revision: e('revision', '+', 1) }))
      .where('enterprise', '=', id)
      .where('district', '=', from)
      .execute();
}
