// Owns accounts as they lie in the database, read and written inside a transaction.
import { formatGrantScope, type Grant } from '@takt/model/access';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import { type Account, accountFrom } from '../directory/index.ts';
import { keyOf } from './grants.ts';

export async function readAccount(db: Kysely<Schema>, id: string): Promise<Account | undefined> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  const grants = await db.selectFrom('grants').selectAll().where('user_id', '=', id).execute();
  return row && accountFrom(row, grants);
}

export async function storeGrants(
  db: Kysely<Schema>,
  userId: string,
  change: { before: readonly Grant[]; after: readonly Grant[]; by: string; at: number },
): Promise<void> {
  const before = new Set(change.before.map(keyOf));
  const after = new Set(change.after.map(keyOf));
  for (const { role, scope } of change.before.filter((grant) => !after.has(keyOf(grant))))
    await db
      .deleteFrom('grants')
      .where('user_id', '=', userId)
      .where('role', '=', role)
      .where('scope', '=', formatGrantScope(scope))
      .execute();
  const added = change.after.filter((grant) => !before.has(keyOf(grant)));
  if (added.length === 0) return;
  const rows = added.map(({ role, scope }) => ({ user_id: userId, role, scope: formatGrantScope(scope) }));
  await db
    .insertInto('grants')
    .values(rows.map((row) => ({ ...row, granted_at: change.at, granted_by: change.by })))
    .execute();
}

/** How many sessions ended. */
export async function endSessions(db: Kysely<Schema>, userId: string): Promise<number> {
  const ended = await db.deleteFrom('sessions').where('user_id', '=', userId).executeTakeFirst();
  await db.deleteFrom('tickets').where('user_id', '=', userId).execute();
  return Number(ended.numDeletedRows);
}

/** Whether somebody else can still run the installation. */
export async function hasOtherAdmin(db: Kysely<Schema>, userId: string): Promise<boolean> {
  const other = await db
    .selectFrom('grants')
    .innerJoin('users', 'users.id', 'grants.user_id')
    .select('users.id')
    .where('grants.role', '=', 'platform_admin')
    .where('users.state', '=', 'active')
    .where('users.id', '!=', userId)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** An account that never had a password still waits for one. */
export async function stateWhenEnabled(db: Kysely<Schema>, { id, provider }: Account): Promise<'invited' | 'active'> {
  const { password_hash } = await db
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return password_hash === null && provider === null ? 'invited' : 'active';
}

export async function forgetSecrets(db: Kysely<Schema>, id: string): Promise<void> {
  const secondFactor = { totp_secret: null, totp_confirmed_at: null, totp_last_step: null };
  await db
    .updateTable('users')
    .set({ password_hash: null, ...secondFactor, failures: 0, locked_until: null })
    .where('id', '=', id)
    .execute();
  await db.deleteFrom('recovery_codes').where('user_id', '=', id).execute();
  await db.deleteFrom('links').where('user_id', '=', id).execute();
}

/** Sessions, links and API tokens: being enabled again brings none of them back. */
export async function endAll(db: Kysely<Schema>, id: string): Promise<void> {
  await endSessions(db, id);
  await db.deleteFrom('links').where('user_id', '=', id).execute();
  await db.deleteFrom('api_tokens').where('user_id', '=', id).execute();
}
