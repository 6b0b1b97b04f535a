// Owns the people of the demonstration: one for each role, with a password made up once, and the account its own programs call with.
import { randomInt, randomUUID } from 'node:crypto';
import { formatGrantScope, type GrantScope, type Permission, type Role } from '@takt/model/access';
import type { Kysely, Transaction } from 'kysely';
import type { AppendAudit } from '../../platform/audit/index.ts';
import { attribution, system } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import { createPasswordHasher } from '../passwords/hash.ts';
import { createSecret, hashOf } from '../secret-text.ts';
import { tokenPrefix } from '../tokens/index.ts';

/** Where people of the plant work. */
export interface DemonstrationPlant {
  city: string;
  district: string;
  enterprise: string;
  site: string;
  workshop: string;
  line: string;
}

export interface Person {
  login: string;
  name: string;
  role: Role;
  /** As a grant is written. */
  scope: string;
  /** Known here alone: the database has its hash. */
  password: string;
}

export interface DemonstrationParts {
  db: Kysely<Schema>;
  audit: AppendAudit;
  clock: () => number;
}

const platform: GrantScope = { level: 'platform' };
const names: readonly [Role, string, (plant: DemonstrationPlant) => GrantScope][] = [
  ['platform_admin', '陈立', () => platform],
  ['city_officer', '周敏', ({ city: code }) => ({ level: 'city', code })],
  ['district_officer', '何川', ({ district: code }) => ({ level: 'district', code })],
  ['auditor', '沈正', () => platform],
  ['enterprise_admin', '罗静', ({ enterprise: code }) => ({ level: 'enterprise', code })],
  ['plant_manager', '张建国', ({ site: code }) => ({ level: 'site', code })],
  ['supervisor', '刘海燕', ({ workshop: code }) => ({ level: 'workshop', code })],
  ['operator', '王强', ({ line: code }) => ({ level: 'line', code })],
];
const programs = { login: 'demonstration', name: '演示程序' };
const programsMay: readonly Permission[] = ['telemetry.read', 'operations.write'];
const tokenLivesMs = 366 * 86_400_000;

/** Everybody with their passwords, the only time they are known; nobody where there is an account of anybody already. */
export async function seedPeople(parts: DemonstrationParts, plant: DemonstrationPlant): Promise<Person[]> {
  const isTaken = async (db: Kysely<Schema>) =>
    (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
  if (await isTaken(parts.db)) return [];
  const people = names.map(([role, name, scopeIn]) => ({
    login: role.replaceAll('_', '-'),
    name,
    role,
    scope: formatGrantScope(scopeIn(plant)),
    password: createPassword(),
  }));
  const { hash } = createPasswordHasher();
  const hashes = await Promise.all(people.map(({ password }) => hash(password)));
  return changeAccess(parts.db, async (transaction) => {
    if (await isTaken(transaction)) return [];
    for (const [index, person] of people.entries())
      await addUser(parts, transaction, { ...person, password_hash: hashes[index] ?? null });
    return people;
  });
}

/** A token for the programs of the demonstration, which replaces the one of the start before. */
export async function issueProgramToken(parts: DemonstrationParts): Promise<string> {
  const token = createSecret(tokenPrefix);
  await changeAccess(parts.db, async (transaction) => {
    const grant = { role: 'platform_admin', scope: 'platform' } as const;
    const user_id =
      (await transaction.selectFrom('users').select('id').where('login', '=', programs.login).executeTakeFirst())?.id ??
      (await addUser(parts, transaction, { ...programs, ...grant, password_hash: null }));
    await transaction.deleteFrom('api_tokens').where('user_id', '=', user_id).execute();
    const now = parts.clock();
    const row = {
      id: randomUUID(),
      user_id,
      token_hash: hashOf(token),
      name: programs.login,
      start: token.slice(0, tokenPrefix.length + 4),
      permissions: JSON.stringify(programsMay),
      scope: null,
      created_at: now,
      last_used_at: null,
      expires_at: now + tokenLivesMs,
    };
    await transaction.insertInto('api_tokens').values(row).execute();
    const { id, name, expires_at: expiresAt } = row;
    const after = { name, permissions: programsMay, expiresAt };
    await parts.audit(transaction, { ...made, action: 'tokens.create', kind: 'token', code: id, scope: null, after });
  });
  return token;
}

const made = { ...attribution(system), outcome: 'done', before: null } as const;

async function addUser(
  { audit, clock }: DemonstrationParts,
  transaction: Transaction<Schema>,
  person: Pick<Person, 'login' | 'name' | 'role' | 'scope'> & { password_hash: string | null },
): Promise<string> {
  const { login, name, role, scope, password_hash } = person;
  const id = randomUUID();
  const now = clock();
  const user = { id, login, name, state: 'active' as const, password_hash, created_at: now };
  await transaction.insertInto('users').values(user).execute();
  const grant = { role, scope };
  await transaction
    .insertInto('grants')
    .values({ user_id: id, ...grant, granted_at: now, granted_by: 'system' })
    .execute();
  const inPlant = scope === 'platform' || /^(city|district):/.test(scope) ? null : scope;
  const after = { login, name, grants: [grant] };
  await audit(transaction, { ...made, action: 'users.seed', kind: 'user', code: login, scope: inPlant, after });
  return id;
}

/** As every change of accounts: writers follow one another, and processes that know accounts take them over. */
function changeAccess<T>(db: Kysely<Schema>, work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('access_revision')
      .set((e) => ({ revision: e('revision', '+', 1) }))
      .execute();
    return work(transaction);
  });
}

/** Without characters that look alike: 20 of 31 are 99 bits. */
function createPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
