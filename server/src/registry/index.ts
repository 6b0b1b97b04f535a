// Public surface of the registry: enterprises as a bureau keeps them, with their sites, workshops, equipment, contacts and figures.
import type { registryRoutes as contract } from '@takt/model/api';
import type { Terms } from '@takt/model/registry';
import type { Handlers } from '../platform/http/index.ts';
import { done } from '../platform/outcome.ts';
import { contactRoutes } from './contacts.ts';
import { dismissDuplicate } from './duplicates/dismiss.ts';
import { findDuplicates } from './duplicates/find.ts';
import { mergeEnterprises } from './duplicates/merge.ts';
import { listEnterprises } from './enterprises/list.ts';
import { readEnterprise } from './enterprises/read.ts';
import { changeEnterprise, createEnterprise, linkEnterprise, setEnterpriseState } from './enterprises/write.ts';
import { equipmentRoutes } from './equipment.ts';
import { figureRoutes } from './figures.ts';
import { enterpriseHistory, workshopHistory } from './history.ts';
import type { RegistryParts } from './parts.ts';
import { siteRoutes } from './sites.ts';
import { workshopRoutes } from './workshops.ts';

export { readTerms } from './terms.ts';

export function registryRoutes(parts: RegistryParts): Handlers<keyof typeof contract> {
  return {
    ...siteRoutes(parts),
    ...workshopRoutes(parts),
    ...equipmentRoutes(parts),
    ...contactRoutes(parts),
    ...figureRoutes(parts),
    'registry.terms': async () => done(termsView(parts.terms)),
    'registry.list': async ({ query, caller }) => done(await listEnterprises(parts, caller, query)),
    'registry.get': ({ params, caller }) => readEnterprise(parts, caller, params.id),
    'registry.create': ({ body, caller }) => createEnterprise(parts, caller, body),
    'registry.change': ({ params, body, caller }) => changeEnterprise(parts, caller, params.id, body),
    'registry.close': ({ params, body, caller }) =>
      setEnterpriseState(parts, caller, params.id, body.revision, 'closed'),
    'registry.reopen': ({ params, body, caller }) =>
      setEnterpriseState(parts, caller, params.id, body.revision, 'active'),
    'registry.link': ({ params, body, caller }) => linkEnterprise(parts, caller, params.id, body),
    'registry.history': ({ params, query, caller }) => enterpriseHistory(parts, caller, params.id, query.limit),
    'registryWorkshops.history': ({ params, query, caller }) => workshopHistory(parts, caller, params.id, query.limit),
    'duplicates.list': async ({ query, caller }) => done(await findDuplicates(parts, caller, query)),
    'duplicates.dismiss': ({ body, caller }) => dismissDuplicate(parts, caller, body),
    'duplicates.merge': ({ body, caller }) => mergeEnterprises(parts, caller, body),
  };
}

function termsView({ sectors, chains }: Terms) {
  return { sectors: sectors.all.map(({ code, level, name }) => ({ code, level, name })), chains: chains.file };
}
