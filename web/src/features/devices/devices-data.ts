// Owns what the devices page asks the server, again every few seconds.

import type { RouteResult } from '@takt/model/api';
import { isDenied } from '../../api/error.ts';
import { call, type Query, useQuery } from '../../api/index.ts';
import { usePlant } from '../../plant/index.ts';

export type Pending = RouteResult<'pending.list'>[number];
export type Refused = RouteResult<'refused.list'>[number];
export type Quarantined = RouteResult<'quarantine.list'>[number];
export type Restatement = RouteResult<'restatements.list'>[number];

export type Credential = RouteResult<'credentials.list'>[number];
export type Issued = RouteResult<'credentials.issue'>;

export interface DevicesData {
  pending: Query<Pending[]>;
  refused: Query<Refused[]>;
  quarantine: Query<Quarantined[]>;
  restatements: Query<Restatement[]>;
  credentials: Query<Credential[]>;
}

const everyMs = 5000;
const limit = 200;

export function useDevicesData(): DevicesData {
  const plant = usePlant();
  const list = { query: { limit } };
  return {
    pending: useQuery(
      () => 'pending',
      (_, signal) => call('pending.list', {}, { signal }),
      { everyMs },
    ),
    refused: useQuery(
      () => 'refused',
      (_, signal) => call('refused.list', list, { signal }),
      { everyMs },
    ),
    quarantine: useQuery(
      () => 'quarantine',
      (_, signal) => call('quarantine.list', list, { signal }),
      { everyMs },
    ),
    restatements: useQuery(
      () =>
        plant.status === 'loading' ? undefined : plant.tree.roots.flatMap(plant.partsOf).map(({ scope }) => scope),
      async (scopes, signal) => {
        const lists = await Promise.all(
          scopes.map((scope) =>
            call('restatements.list', { query: { scope, limit } }, { signal }).catch(nothingOfTheirs),
          ),
        );
        return lists.flat().sort((a, b) => b.at - a.at);
      },
      { everyMs },
    ),
    credentials: useQuery(
      () => 'credentials',
      (_, signal) => call('credentials.list', { query: {} }, { signal }),
      { everyMs },
    ),
  };
}

/** An enterprise that does not share its figures has no part in the list. */
function nothingOfTheirs(error: unknown): Restatement[] {
  if (isDenied(error)) return [];
  throw error;
}
