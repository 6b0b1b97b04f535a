// Owns a server under attack: two enterprises, people in both with sessions and tokens, and everything that must not change.
import { createHash, randomUUID } from 'node:crypto';
import { type Permission, permissions, type SentGrant } from '@takt/model/access';
import type { Plant, RouteName } from '@takt/model/api';
import { type CallInput, requestFor } from '../../../../model/api/request.ts';
import { administrator, signInAsAdministrator } from '../../../harness/administrator.ts';
import { changeAccess, givenPeople, type TestPerson } from '../../../harness/people.ts';
import { type RunningServer, startServer } from '../../../harness/server.ts';
import { embeddedDatabase, plantOf, tenant, writeConsent } from '../../../harness/tenants.ts';

/** Whose people attack, and whose things are attacked. */
export const own = tenant('falcon');
export const other = tenant('osprey');

export interface Stage {
  server: RunningServer;
  /** Cookie of the administrator’s session. */
  cookie: string;
  people: Record<'boss' | 'manager' | 'operator' | 'auditor' | 'officer' | 'victim', TestPerson>;
  /** A consent of the other enterprise. */
  consent: string;
  send(request: Sent): Promise<Answer>;
  /** A call of a route, as somebody or nobody. */
  ask<N extends RouteName>(as: TestPerson | undefined, name: N, input: CallInput<N>): Promise<Answer>;
  /** Everything of the installation that an attack could change, as text. */
  state(): Promise<string>;
  close(): Promise<void>;
}

export interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | undefined;
}
export interface Answer {
  status: number;
  text: string;
  headers: Headers;
}

export async function openStage(env: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const server = await startServer({ env: { TAKT_LOG_LEVEL: 'debug', ...env } });
  await server.call('plant.put', { body: plantOf(own, other) as Plant });
  const over = (role: SentGrant['role'], scope: string): SentGrant[] => [{ role, scope }];
  const people = await givenPeople(server, {
    boss: over('enterprise_admin', `enterprise:${own.enterprise}`),
    manager: over('plant_manager', `site:${own.site}`),
    operator: over('operator', `line:${own.line}`),
    auditor: over('auditor', `enterprise:${own.enterprise}`),
    officer: over('district_officer', `district:${own.district}`),
    victim: over('enterprise_admin', `enterprise:${other.enterprise}`),
  });
  const consent = await writeConsent(embeddedDatabase(server.directory), {
    enterprise: other.enterprise,
    bureau: `district:${other.district}`,
    groups: ['telemetry'],
    purpose: 'inspection',
  });
  const send = async ({ path, body, ...request }: Sent): Promise<Answer> => {
    const response = await fetch(server.url + path, {
      ...request,
      ...(body !== undefined && { body }),
      redirect: 'manual',
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return {
    server,
    cookie: await signInAsAdministrator(server.url),
    people,
    consent,
    send,
    ask(as, name, input) {
      const { method, path } = requestFor(name, input);
      const { body } = input as { body?: unknown };
      const headers = {
        ...(as && { authorization: `Bearer ${as.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      };
      return send({ method, path, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    },
    async state() {
      const users = await server.call('users.list', {});
      const consents = await server.call('consents.list', { query: {} });
      const plant = await server.call('plant.get', {});
      const credentials = await server.call('credentials.list', { query: {} });
      const ends = await changeAccess(server, async (db) => ({
        sessions: await db.selectFrom('sessions').select(['id', 'user_id']).orderBy('id').execute(),
        tokens: await db
          .selectFrom('api_tokens')
          .select(['id', 'user_id', 'permissions', 'scope'])
          .orderBy('id')
          .execute(),
        passwords: await db.selectFrom('users').select(['id', 'password_hash', 'totp_secret']).orderBy('id').execute(),
      }));
      const lasting = users.map(({ lastSignInAt: _, ...user }) => user);
      return JSON.stringify({ users: lasting, consents, plant, credentials, ...ends }, null, 1);
    },
    close: async () => void (await server.stop()),
  };
}

/** A further token of somebody, written beside the server. */
export async function giveToken(
  server: RunningServer,
  userId: string,
  token: string,
  over: { permissions?: readonly Permission[]; expiresAt?: number } = {},
): Promise<void> {
  const now = Date.now();
  await changeAccess(server, (db) =>
    db
      .insertInto('api_tokens')
      .values({
        id: randomUUID(),
        user_id: userId,
        token_hash: createHash('sha256').update(token).digest('hex'),
        name: 'more',
        start: token.slice(0, 9),
        permissions: JSON.stringify(over.permissions ?? permissions),
        scope: null,
        created_at: now,
        last_used_at: null,
        expires_at: over.expiresAt ?? now + 86_400_000,
      })
      .execute(),
  );
}

export { administrator };
