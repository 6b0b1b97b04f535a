// Owns contacts of enterprises: data of people, told to those alone who work on the record.
import type { Handlers } from '../platform/http/index.ts';
import { done, refuse } from '../platform/outcome.ts';
import { addChild, changeChild, childrenOf } from './children.ts';
import type { RegistryParts } from './parts.ts';
import { accessTo, findEnterprise, noEnterprise, sees } from './sight.ts';
import { contactView } from './views.ts';

type Names = 'contacts.list' | 'contacts.add' | 'contacts.change' | 'contacts.state';
const table = 'registry_contacts';

export function contactRoutes(parts: RegistryParts): Handlers<Names> {
  const { db, plant } = parts;
  return {
    async 'contacts.list'({ params, caller }) {
      const enterprise = await findEnterprise(db, params.id);
      if (!enterprise) return noEnterprise(params.id);
      if (!accessTo(caller, enterprise).write)
        return sees(caller, enterprise)
          ? refuse('forbidden', 'contacts are told to those who work on the record')
          : noEnterprise(params.id);
      return done((await childrenOf(db, table, params.id)).map((row) => contactView(plant, row)));
    },
    'contacts.add': ({ params, body, caller }) =>
      addChild(parts, caller, {
        table,
        action: 'contacts.add',
        enterprise: params.id,
        fresh: async () => done(body),
      }),
    'contacts.change': ({ params, body: { revision, ...body }, caller }) =>
      changeChild(parts, caller, {
        table,
        action: 'contacts.change',
        id: params.id,
        revision,
        change: async () => done(body),
      }),
    'contacts.state': ({ params, body, caller }) =>
      changeChild(parts, caller, {
        table,
        action: 'contacts.state',
        id: params.id,
        revision: body.revision,
        change: async () => done({ state: body.state }),
      }),
  };
}
