// Owns one enterprise with everything that is kept of it.
import type { RouteAnswer } from '@takt/model/api';
import type { Caller } from '../../platform/caller.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { aboutSubject } from '../about.ts';
import { childrenOf } from '../children.ts';
import type { RegistryParts } from '../parts.ts';
import { listedFrom, measuredNetworked, ratesOfEnterprise } from '../rates.ts';
import { accessTo, type Enterprise, findEnterprise, findWinner, noEnterprise, sees } from '../sight.ts';
import { enterpriseView, siteView, workshopView } from '../views.ts';

export async function readEnterprise(
  parts: RegistryParts,
  caller: Caller,
  id: string,
): Promise<Outcome<RouteAnswer<'registry.get'>>> {
  const { db, plant } = parts;
  const asked = await findEnterprise(db, id);
  const enterprise = asked && (await shownOf(parts, caller, asked));
  if (!enterprise) return noEnterprise(id);
  const sites = await childrenOf(db, 'registry_sites', enterprise.id);
  const workshops = await childrenOf(db, 'registry_workshops', enterprise.id);
  const rates = await ratesOfEnterprise(db, enterprise.id);
  const active = workshops.filter(({ state }) => state === 'active');
  const together = rates.together(active.map((workshop) => workshop.id));
  return done({
    enterprise: enterpriseView(plant, enterprise),
    sites: sites.map((row) => siteView(plant, row)),
    workshops: workshops.map((row) => ({ ...workshopView(plant, row), rates: rates.of(row.id) })),
    rates: together,
    listed: await listedFrom(db, 'enterprise', enterprise.id),
    networked: await measuredNetworked(parts, caller, active, together.pieces),
    ...(await aboutSubject(db, 'enterprise', enterprise.id)),
    may: accessTo(caller, enterprise),
  });
}

/** The address of one that was merged leads to the one it was merged into, for those who see that one. */
async function shownOf({ db }: RegistryParts, caller: Caller, asked: Enterprise): Promise<Enterprise | undefined> {
  const winner = await findWinner(db, asked);
  return [winner, asked].find((one) => sees(caller, one));
}
