// Owns workshops of enterprises.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { equipmentRates } from '@takt/model/registry';
import { mayAtRecord } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { Row } from '../platform/database/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, type Outcome } from '../platform/outcome.ts';
import { aboutSubject } from './about.ts';
import { addChild, changeChild, findChild, noChild } from './children.ts';
import { workshopLink } from './links.ts';
import type { RegistryParts } from './parts.ts';
import { listedFrom, measuredNetworked } from './rates.ts';
import { accessTo, type Enterprise, findEnterprise } from './sight.ts';
import { enterpriseView, equipmentView, workshopView } from './views.ts';
import { type Db, invalid } from './write.ts';

type Names = `registryWorkshops.${'get' | 'add' | 'change' | 'state' | 'link'}`;
const table = 'registry_workshops';

export function workshopRoutes(parts: RegistryParts): Handlers<Names> {
  return {
    'registryWorkshops.get': ({ params, caller }) => readWorkshop(parts, caller, params.id),
    'registryWorkshops.add': ({ params, body, caller }) =>
      addChild(parts, caller, {
        table,
        action: 'registryWorkshops.add',
        enterprise: params.id,
        async fresh(enterprise, transaction) {
          const columns = await columnsOf(transaction, body, enterprise);
          return columns.ok ? done({ ...columns.value, plant_workshop: null }) : columns;
        },
      }),
    'registryWorkshops.change': ({ params, body: { revision, ...body }, caller }) =>
      changeChild(parts, caller, {
        table,
        action: 'registryWorkshops.change',
        id: params.id,
        revision,
        change: (_, enterprise, transaction) => columnsOf(transaction, body, enterprise),
      }),
    'registryWorkshops.state': ({ params, body, caller }) =>
      changeChild(parts, caller, {
        table,
        action: 'registryWorkshops.state',
        id: params.id,
        revision: body.revision,
        change: async () => done({ state: body.state }),
      }),
    'registryWorkshops.link': ({ params, body, caller }) =>
      changeChild(parts, caller, {
        table,
        action: 'registryWorkshops.link',
        id: params.id,
        revision: body.revision,
        needs: 'official',
        async change(row, enterprise, transaction) {
          const link =
            body.code === null ? done(null) : await workshopLink(parts, transaction, row, enterprise, body.code);
          if (!link.ok) return link;
          if (link.value !== row.plant_workshop) await dropMachineLinks(transaction, row.id);
          return done({ plant_workshop: link.value });
        },
      }),
  };
}

/** A workshop counts in the district of its site, or else of its enterprise. */
async function columnsOf(db: Db, body: RouteInput<'registryWorkshops.add'>['body'], enterprise: Enterprise) {
  const { name, product, site: id } = body;
  if (id === null) return done({ name, product, site: null, district: enterprise.district });
  const site = await findChild(db, 'registry_sites', id);
  if (site?.enterprise !== enterprise.id)
    return invalid([{ field: 'site', reason: `there is no site "${id}" of the enterprise` }]);
  return done({ name, product, site: id, district: site.district });
}

async function dropMachineLinks(db: Db, workshop: string): Promise<void> {
  await db
    .updateTable('registry_equipment')
    .set((e) => ({ plant_machine: null, revision: e('revision', '+', 1) }))
    .where('workshop', '=', workshop)
    .where('plant_machine', 'is not', null)
    .execute();
}

/** Seen by the bureau of the district it counts in, too, where that is another one than its enterprise's. */
export function seesWorkshop(caller: Caller, workshop: Row<'registry_workshops'>, enterprise: Enterprise): boolean {
  const plantEnterprise = enterprise.plant_enterprise;
  return [workshop.district, enterprise.district].some((district) =>
    mayAtRecord(caller, 'registry.read', { district, plantEnterprise }),
  );
}

async function readWorkshop(
  parts: RegistryParts,
  caller: Caller,
  id: string,
): Promise<Outcome<RouteAnswer<'registryWorkshops.get'>>> {
  const { db, plant } = parts;
  const workshop = await findChild(db, table, id);
  const enterprise = workshop && (await findEnterprise(db, workshop.enterprise));
  if (!enterprise || !seesWorkshop(caller, workshop, enterprise)) return noChild(table, id);
  const equipment = await db
    .selectFrom('registry_equipment')
    .selectAll()
    .where('workshop', '=', id)
    .orderBy('name')
    .orderBy('id')
    .execute();
  const told = equipment.map((row) => equipmentView(plant, row));
  const rates = equipmentRates(told.filter(({ state }) => state === 'in_use'));
  const site = workshop.site === null ? undefined : await findChild(db, 'registry_sites', workshop.site);
  const { name, state, district } = enterpriseView(plant, enterprise);
  return done({
    workshop: workshopView(plant, workshop),
    enterprise: { id: enterprise.id, name, state, district },
    site: site ? { id: site.id, name: site.name } : null,
    equipment: told,
    rates,
    listed: await listedFrom(db, 'workshop', id),
    networked: await measuredNetworked(parts, caller, [workshop], rates.pieces),
    ...(await aboutSubject(db, 'workshop', id)),
    may: accessTo(caller, enterprise),
  });
}
