// Owns people of a running server with an embedded database: written beside it, known to it a moment later.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type FieldGroup, type Permission, permissions, type SentGrant } from '@takt/model/access';
import { type Database, openDatabase } from '../../server/src/platform/database/index.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import type { RunningServer } from './server.ts';
import { until } from './until.ts';

type Server = Pick<RunningServer, 'directory' | 'url'>;

export interface TestPerson extends ApiClient {
  id: string;
  tokenId: string;
  token: string;
}

interface NewPerson {
  login: string;
  grants: readonly SentGrant[];
  permissions?: readonly Permission[];
}

/** Resolves once the server knows them. */
export async function givenPeople<K extends string>(
  server: Server,
  people: Readonly<Record<K, readonly SentGrant[]>>,
): Promise<Record<K, TestPerson>> {
  const given = await changeAccess(server, async (db) => {
    const written: [string, TestPerson][] = [];
    for (const [login, grants] of Object.entries(people) as [K, readonly SentGrant[]][]) {
      written.push([login, await write(db, server.url, { login, grants })]);
    }
    return written;
  });
  const [, last] = given.at(-1) ?? [];
  await until(async () => (await fetchAs(server.url, last?.token ?? '')) !== 401, { what: 'the server to know them' });
  return Object.fromEntries(given) as Record<K, TestPerson>;
}

/** Changes accounts, grants, tokens or consents as another process would. */
export async function changeAccess<T>({ directory }: Server, work: (db: Database['db']) => Promise<T>): Promise<T> {
  const { db, close } = await openDatabase({ path: join(directory, 'takt.db') });
  try {
    return await db.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('access_revision')
        .set((e) => ({ revision: e('revision', '+', 1) }))
        .execute();
      return work(transaction);
    });
  } finally {
    await close();
  }
}

/** A consent from now on for an hour; its id. */
export async function giveConsent(
  server: Server,
  consent: { enterprise: string; bureau: string; groups: readonly FieldGroup[] },
): Promise<string> {
  const id = randomUUID();
  const now = Date.now();
  await changeAccess(server, (db) =>
    db
      .insertInto('consents')
      .values({
        id,
        enterprise: consent.enterprise,
        bureau: consent.bureau,
        groups: JSON.stringify(consent.groups),
        purpose: 'a test',
        granted_by: 'test',
        granted_at: now,
        from_at: now,
        until_at: now + 3_600_000,
        withdrawn_at: null,
        withdrawn_by: null,
      })
      .execute(),
  );
  return id;
}

async function fetchAs(url: string, token: string): Promise<number> {
  return (await fetch(`${url}/api/v1/plant`, { headers: { authorization: `Bearer ${token}` } })).status;
}

async function write(db: Database['db'], url: string, { login, grants, ...person }: NewPerson): Promise<TestPerson> {
  const id = randomUUID();
  const now = Date.now();
  await db
    .insertInto('users')
    .values({ id, login, name: `Name of ${login}`, state: 'active', created_at: now })
    .execute();
  for (const grant of grants) {
    await db
      .insertInto('grants')
      .values({ user_id: id, ...grant, granted_at: now, granted_by: 'test' })
      .execute();
  }
  const token = `takt_${randomBytes(32).toString('base64url')}`;
  const tokenId = randomUUID();
  await db
    .insertInto('api_tokens')
    .values({
      id: tokenId,
      user_id: id,
      token_hash: createHash('sha256').update(token).digest('hex'),
      name: 'tests',
      start: token.slice(0, 9),
      permissions: JSON.stringify(person.permissions ?? permissions),
      scope: null,
      created_at: now,
      last_used_at: null,
      expires_at: now + 86_400_000,
    })
    .execute();
  return { ...createApiClient(url, async () => token), id, tokenId, token };
}
