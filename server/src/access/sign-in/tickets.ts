// Owns tickets: what a sign-in gets between the password and the code of the second factor.
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';
import { createSecret, hashOf } from '../secret-text.ts';
import type { SignInMethod } from '../sessions/index.ts';

const goodForMs = 5 * 60_000;
const mostAttempts = 5;
/** Of one account, at a time. */
const mostOfOne = 5;

export type Ticket = Row<'tickets'>;

/** Makes one; the oldest of the account end. */
export async function createTicket(
  db: Kysely<Schema>,
  { userId, method, now }: { userId: string; method: SignInMethod; now: number },
): Promise<string> {
  const ticket = createSecret();
  await db
    .insertInto('tickets')
    .values({ token_hash: hashOf(ticket), user_id: userId, method, attempts: 0, expires_at: now + goodForMs })
    .execute();
  const newest = db
    .selectFrom('tickets')
    .select('token_hash')
    .where('user_id', '=', userId)
    .orderBy('expires_at', 'desc')
    .limit(mostOfOne);
  await db.deleteFrom('tickets').where('user_id', '=', userId).where('token_hash', 'not in', newest).execute();
  return ticket;
}

/** The ticket, where it is still good, not counting this attempt. */
export async function findTicket(db: Kysely<Schema>, ticket: string, now: number): Promise<Ticket | undefined> {
  const row = await db.selectFrom('tickets').selectAll().where('token_hash', '=', hashOf(ticket)).executeTakeFirst();
  return row && now < row.expires_at && row.attempts < mostAttempts ? row : undefined;
}

/** Counts an attempt before it is made; false: there were too many. */
export async function useTicket(db: Kysely<Schema>, { token_hash }: Ticket): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('tickets')
    .set((e) => ({ attempts: e('attempts', '+', 1) }))
    .where('token_hash', '=', token_hash)
    .where('attempts', '<', mostAttempts)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Ends those of an account: it is signed in, or its password has changed. */
export async function endTickets(db: Kysely<Schema>, userId: string): Promise<void> {
  await db.deleteFrom('tickets').where('user_id', '=', userId).execute();
}
