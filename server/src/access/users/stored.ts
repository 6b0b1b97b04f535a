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
