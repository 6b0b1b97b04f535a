// Owns which clients of each user are there, from their CONNECT to the end of their connection.
import type { Client } from 'aedes';
import type { Standing } from './standing.ts';

export interface LiveClients {
  add(client: Client, standing: Standing): void;
  standing(client: Client): Standing | undefined;
  of(username: string): readonly Client[];
  /** User of the connected device that gave itself this client id. */
  ownerOf(clientId: string): string | undefined;
  /** The connection stands: the user's former one ends, where the broker did not end it itself. */
  connected(client: Client): void;
  ended(client: Client): void;
}

export function createLiveClients(): LiveClients {
  const standings = new WeakMap<Client, Standing>();
  const live = new Map<string, Set<Client>>();
  const established = new WeakSet<Client>();
  const owners = new Map<string, string>();
  return {
    add(client, standing) {
      const { username } = standing.identity;
      standings.set(client, standing);
      const clients = live.get(username) ?? new Set();
      live.set(username, clients.add(client));
    },
    standing: (client) => standings.get(client),
    of: (username) => [...(live.get(username) ?? [])],
    ownerOf: (clientId) => owners.get(clientId),
    connected(client) {
      const standing = standings.get(client);
      if (!standing) return;
      const { clientId, identity } = standing;
      if (clientId !== '' && !owners.has(clientId)) owners.set(clientId, identity.username);
      // aedes loses sight of a connection when the one before it ends while it is being welcomed.
      for (const other of live.get(identity.username) ?? [])
        if (other !== client && established.has(other)) other.close();
      established.add(client);
    },
    ended(client) {
      const standing = standings.get(client);
      if (!standing) return;
      const { clientId, identity } = standing;
      const clients = live.get(identity.username) ?? new Set();
      clients.delete(client);
      if (clients.size === 0) live.delete(identity.username);
      const stays = [...clients].some((other) => standings.get(other)?.clientId === clientId);
      if (!stays && owners.get(clientId) === identity.username) owners.delete(clientId);
    },
  };
}
