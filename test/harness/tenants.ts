// Owns two enterprises on one server, each with a plant of its own, and people of every role in both with API tokens.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type FieldGroup, permissions, type Role, type SentGrant } from '@takt/model/access';
import type { Plant } from '@takt/model/api';
import type { Kysely } from 'kysely';
import { type DatabaseOptions, openDatabase, type Schema } from '../../server/src/platform/database/index.ts';

/** Names of everything that belongs to one enterprise; they contain its mark, and nothing else does. */
export interface Tenant {
  /** Found in every code and name of this tenant, and nowhere else. */
  mark: string;
  district: string;
  enterprise: string;
  site: string;
  workshop: string;
  line: string;
  machine: string;
  calendar: string;
}

export function tenant(mark: string): Tenant {
  const named = (noun: string) => `${noun}-${mark}`;
  return {
    mark,
    district: named('district'),
    enterprise: named('enterprise'),
    site: named('site'),
    workshop: named('workshop'),
    line: named('line'),
    machine: named('machine'),
    calendar: named('calendar'),
  };
}

/** For `PUT /api/v1/plant`. */
export function plantOf(...tenants: readonly Tenant[]): Partial<Plant> {
  const each = <T>(code: (one: Tenant) => string, object: (one: Tenant) => T) =>
    Object.fromEntries(tenants.map((one) => [code(one), object(one)]));
  const name = (one: Tenant) => `Name ${one.mark}`;
  const shifts = [{ code: 'a', name: 'Early', start: '06:00', end: '14:00' }];
  return {
    calendars: each(
      (one) => one.calendar,
      (one) => ({ name: name(one), shifts, enterprise: one.enterprise }),
    ),
    enterprises: each(
      (one) => one.enterprise,
      (one) => ({ name: name(one) }),
    ),
    sites: each(
      (one) => one.site,
      (one) => ({
        enterprise: one.enterprise,
        name: name(one),
        district: one.district,
        sector: 'C36',
        timeZone: 'Asia/Shanghai',
      }),
    ),
    workshops: each(
      (one) => one.workshop,
      (one) => ({ site: one.site, name: name(one), calendar: one.calendar }),
    ),
    lines: each(
      (one) => one.line,
      (one) => ({ workshop: one.workshop, name: name(one) }),
    ),
    machines: each(
      (one) => one.machine,
      (one) => ({ line: one.line, name: name(one), idealCycleSeconds: 30 }),
    ),
  } as unknown as Partial<Plant>;
}

export interface Person {
  id: string;
  login: string;
  grants: SentGrant[];
  /** An API token that may do whatever the person may. */
  token: string;
}

/** One grant of each role there is, in the tenant where the role is granted inside an enterprise or district. */
export function grantsIn(one: Tenant): Record<Role, SentGrant> {
  return {
    platform_admin: { role: 'platform_admin', scope: 'platform' },
    city_officer: { role: 'city_officer', scope: 'platform' },
    district_officer: { role: 'district_officer', scope: `district:${one.district}` },
    auditor: { role: 'auditor', scope: `enterprise:${one.enterprise}` },
    enterprise_admin: { role: 'enterprise_admin', scope: `enterprise:${one.enterprise}` },
    plant_manager: { role: 'plant_manager', scope: `site:${one.site}` },
    supervisor: { role: 'supervisor', scope: `workshop:${one.workshop}` },
    operator: { role: 'operator', scope: `line:${one.line}` },
  };
}

/** Accounts written before a server starts on the database. */
export async function writePeople(
  database: DatabaseOptions,
  people: readonly { login: string; grants: readonly SentGrant[] }[],
): Promise<Person[]> {
  const { db, close } = await openDatabase(database);
  try {
    const written: Person[] = [];
    for (const { login, grants } of people) written.push(await writePerson(db, login, grants));
    return written;
  } finally {
    await close();
  }
}

export const embeddedDatabase = (directory: string): DatabaseOptions => ({ path: join(directory, 'takt.db') });

async function writePerson(db: Kysely<Schema>, login: string, grants: readonly SentGrant[]): Promise<Person> {
  const id = randomUUID();
  const now = Date.now();
  const token = `takt_${randomBytes(32).toString('base64url')}`;
  await db
    .insertInto('users')
    .values({ id, login, name: `Person ${login}`, state: 'active', created_at: now })
    .execute();
  for (const grant of grants) {
    await db
      .insertInto('grants')
      .values({ user_id: id, ...grant, granted_at: now, granted_by: 'test' })
      .execute();
  }
  await db
    .insertInto('api_tokens')
    .values({
      id: randomUUID(),
      user_id: id,
      token_hash: createHash('sha256').update(token).digest('hex'),
      name: 'tests',
      start: token.slice(0, 9),
      permissions: JSON.stringify(permissions),
      scope: null,
      created_at: now,
      last_used_at: null,
      expires_at: now + 86_400_000,
    })
    .execute();
  return { id, login, grants: [...grants], token };
}

/** A consent in force, written before a server starts; its id. */
export async function writeConsent(
  database: DatabaseOptions,
  consent: { enterprise: string; bureau: string; groups: readonly FieldGroup[]; purpose: string },
): Promise<string> {
  const { db, close } = await openDatabase(database);
  const id = randomUUID();
  const now = Date.now();
  try {
    await db
      .insertInto('consents')
      .values({
        id,
        enterprise: consent.enterprise,
        bureau: consent.bureau,
        groups: JSON.stringify(consent.groups),
        purpose: consent.purpose,
        granted_by: 'test',
        granted_at: now,
        from_at: now,
        until_at: now + 86_400_000,
        withdrawn_at: null,
        withdrawn_by: null,
      })
      .execute();
  } finally {
    await close();
  }
  return id;
}
