// Owns people at a started server: invited by somebody, given a password, signed in, asking with their session.
import { join } from 'node:path';
import type { SentGrant } from '@takt/model/access';
import type { RouteAnswer, RouteName } from '@takt/model/api';
import { type CallInput, requestFor } from '../../../model/api/request.ts';
import { createPasswordHasher } from '../../../server/src/access/passwords/hash.ts';
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { signInAsAdministrator } from '../../harness/administrator.ts';
import type { RunningServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';

const password = 'an entirely sufficient passphrase';

export interface Person {
  id: string;
  /** The answer of a call that succeeds; throws otherwise. */
  call<N extends RouteName>(name: N, input: CallInput<N>): Promise<RouteAnswer<N>>;
  status<N extends RouteName>(name: N, input: CallInput<N>): Promise<number>;
  text<N extends RouteName>(name: N, input: CallInput<N>): Promise<{ status: number; text: string }>;
}

function personWith(url: string, id: string, cookie: string): Person {
  async function text<N extends RouteName>(name: N, input: CallInput<N>) {
    const { method, path } = requestFor(name, input);
    const { body } = input as { body?: unknown };
    const headers = { cookie, origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url + path, { method, headers, ...sent });
    return { status: response.status, text: await response.text() };
  }
  return {
    id,
    text,
    status: async (name, input) => (await text(name, input)).status,
    async call(name, input) {
      const answer = await text(name, input);
      if (answer.status >= 300) throw new Error(`${name} answered ${answer.status}: ${answer.text}`);
      return answer.text ? JSON.parse(answer.text) : undefined;
    },
  };
}

export async function administratorOf(server: RunningServer): Promise<Person> {
  return personWith(server.url, 'administrator', await signInAsAdministrator(server.url));
}

/** Who asks, invites; the people get their password straight in the database, as if they had followed their links. */
export async function invited(
  server: RunningServer,
  by: Person,
  people: Readonly<Record<string, readonly SentGrant[]>>,
): Promise<Person[]> {
  const ids = new Map<string, string>();
  for (const [login, grants] of Object.entries(people)) {
    const { user } = await by.call('users.invite', { body: { login, name: `${login} name`, grants: [...grants] } });
    ids.set(login, user.id);
  }
  await givePasswords(server, [...ids.values()]);
  const signedIn = [...ids].map(async ([login, id]) => personWith(server.url, id, await cookieOf(server.url, login)));
  return Promise.all(signedIn);
}

async function givePasswords(server: RunningServer, ids: readonly string[]): Promise<void> {
  const database = await openDatabase({ path: join(server.directory, 'takt.db') });
  try {
    const password_hash = await createPasswordHasher().hash(password);
    await database.db.updateTable('users').set({ password_hash, state: 'active' }).where('id', 'in', ids).execute();
    await database.db
      .updateTable('access_revision')
      .set((e) => ({ revision: e('revision', '+', 1) }))
      .execute();
  } finally {
    await database.close();
  }
}

/** The server hears of what others wrote a moment later. */
function cookieOf(url: string, login: string): Promise<string> {
  return until(
    async () => {
      const response = await fetch(`${url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ login, password }),
      });
      return response.ok ? response.headers.getSetCookie()[0]?.split(';')[0] : undefined;
    },
    { what: `${login} signed in` },
  );
}
