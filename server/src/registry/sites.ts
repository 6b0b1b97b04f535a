// Owns sites of enterprises.
import type { RouteInput } from '@takt/model/api';
import { resolveSite } from '@takt/model/registry';
import type { Handlers } from '../platform/http/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { addChild, type Change, changeChild } from './children.ts';
import { siteLink } from './links.ts';
import type { RegistryParts } from './parts.ts';
import { accessTo } from './sight.ts';
import { type Db, invalid } from './write.ts';

type Names = 'registrySites.add' | 'registrySites.change' | 'registrySites.state' | 'registrySites.link';

export function siteRoutes(parts: RegistryParts): Handlers<Names> {
  const resolved = (input: RouteInput<'registrySites.add'>['body'], district: string) => {
    const { name, address, ...place } = input;
    const site = resolveSite({ name, address, ...place }, district, parts.regions);
    return site.ok
      ? done({ name, address, district: site.value.district, town: site.value.town })
      : invalid(site.errors);
  };
  return {
    'registrySites.add': ({ params, body, caller }) =>
      addChild(parts, caller, {
        table: 'registry_sites',
        action: 'registrySites.add',
        enterprise: params.id,
        async fresh({ district }) {
          const site = resolved(body, district);
          return site.ok ? done({ ...site.value, plant_site: null }) : site;
        },
      }),
    'registrySites.change': ({ params, body: { revision, ...body }, caller }) =>
      changeChild(parts, caller, {
        table: 'registry_sites',
        action: 'registrySites.change',
        id: params.id,
        revision,
        async change(row, enterprise, transaction): Promise<Outcome<Change<'registry_sites'>>> {
          const site = resolved(body, body.district === null ? enterprise.district : row.district);
          if (!site.ok || site.value.district === row.district) return site;
          if (!accessTo(caller, enterprise).official)
            return refuse('forbidden', 'the district of a site is changed by the bureau');
          await moveWorkshops(transaction, row.id, site.value.district);
          return site;
        },
      }),
    'registrySites.state': ({ params, body, caller }) =>
      changeChild(parts, caller, {
        table: 'registry_sites',
        action: 'registrySites.state',
        id: params.id,
        revision: body.revision,
        change: async () => done({ state: body.state }),
      }),
    'registrySites.link': ({ params, body, caller }) =>
      changeChild(parts, caller, {
        table: 'registry_sites',
        action: 'registrySites.link',
        id: params.id,
        revision: body.revision,
        needs: 'official',
        async change(row, enterprise, transaction) {
          if (body.code === null) return done({ plant_site: null });
          const link = await siteLink(parts, transaction, row, enterprise, body.code);
          return link.ok ? done({ plant_site: link.value }) : link;
        },
      }),
  };
}

/** Workshops count in the district of their site. */
async function moveWorkshops(db: Db, site: string, district: string): Promise<void> {
  await db
    .updateTable('registry_workshops')
    .set((e) => ({ district, revision: e('revision', '+', 1) }))
    .where('site', '=', site)
    .execute();
}
