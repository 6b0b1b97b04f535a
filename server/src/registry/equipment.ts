// Owns equipment lists of workshops.
import type { RouteInput } from '@takt/model/api';
import type { Handlers } from '../platform/http/index.ts';
import { done, refuse } from '../platform/outcome.ts';
import { addChild, changeChild, findChild, noChild } from './children.ts';
import { machineLink } from './links.ts';
import type { RegistryParts } from './parts.ts';
import { flag } from './views.ts';
import { type Db, invalid } from './write.ts';

type Names = 'equipment.add' | 'equipment.change' | 'equipment.state' | 'equipment.link';

/** Lines of a list; a workshop with more of them counts pieces of the same kind. */
const mostLines = 2000;

export function equipmentRoutes(parts: RegistryParts): Handlers<Names> {
  return {
    async 'equipment.add'({ params, body, caller }) {
      const workshop = await findChild(parts.db, 'registry_workshops', params.id);
      if (!workshop) return noChild('registry_workshops', params.id);
      const added = await addChild(parts, caller, {
        table: 'registry_equipment',
        action: 'equipment.add',
        enterprise: workshop.enterprise,
        async fresh(_, transaction) {
          if ((await linesOf(transaction, workshop.id)) >= mostLines)
            return refuse('conflict', `a list has at most ${mostLines} lines; sum pieces of the same kind`);
          return done({ ...columnsOf(body), workshop: workshop.id, plant_machine: null });
        },
      });
      return !added.ok && added.refusal.kind === 'not_found' ? noChild('registry_workshops', params.id) : added;
    },
    'equipment.change': ({ params, body: { revision, ...body }, caller }) =>
      changeChild(parts, caller, {
        table: 'registry_equipment',
        action: 'equipment.change',
        id: params.id,
        revision,
        async change(row) {
          if (row.plant_machine !== null && body.quantity !== 1)
            return invalid([
              { field: 'quantity', reason: `is 1 while it is linked to the machine "${row.plant_machine}"` },
            ]);
          return done(columnsOf(body));
        },
      }),
    'equipment.state': ({ params, body, caller }) =>
      changeChild(parts, caller, {
        table: 'registry_equipment',
        action: 'equipment.state',
        id: params.id,
        revision: body.revision,
        // The machine may be another piece's from then on.
        change: async () =>
          done(body.state === 'removed' ? { state: body.state, plant_machine: null } : { state: body.state }),
      }),
    'equipment.link': ({ params, body, caller }) =>
      changeChild(parts, caller, {
        table: 'registry_equipment',
        action: 'equipment.link',
        id: params.id,
        revision: body.revision,
        async change(row, _, transaction) {
          if (body.code === null) return done({ plant_machine: null });
          const workshop = await findChild(transaction, 'registry_workshops', row.workshop);
          const link = await machineLink(parts, transaction, row, workshop, body.code);
          return link.ok ? done({ plant_machine: link.value }) : link;
        },
      }),
  };
}

function columnsOf(body: RouteInput<'equipment.add'>['body']) {
  const { name, model, process, quantity, numericallyControlled, networked, keyProcess } = body;
  return {
    name,
    model,
    process,
    quantity,
    numerically_controlled: flag(numericallyControlled),
    networked: flag(networked),
    key_process: flag(keyProcess),
  };
}

async function linesOf(db: Db, workshop: string): Promise<number> {
  const { lines } = await db
    .selectFrom('registry_equipment')
    .select((e) => e.fn.countAll<number | string>().as('lines'))
    .where('workshop', '=', workshop)
    .executeTakeFirstOrThrow();
  return Number(lines);
}
