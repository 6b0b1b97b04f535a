// Owns links by which a person sets a password: made for one account, good once and for a while.
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';
import { createSecret, hashOf } from '../secret-text.ts';

export type Link = Row<'links'>;

/** An invitation waits for somebody's holidays to end; a reset is asked for by somebody who sits there. */
const goodForMs: Readonly<Record<Link['kind'], number>> = { invitation: 7 * 86_400_000, reset: 86_400_000 };

export interface NewLink {
  userId: string;
  kind: Link['kind'];
  /** Who made it, as in the audit log. */
  createdBy: string;
  /** Epoch ms. */
  now: number;
}

/**
 * Makes a link in the given transaction; those the account had end. `path` holds the token behind `#`: what follows it is sent to
 * no server and stands in no log. It is nowhere else, so it is to be answered once.
 */
export async function createLink(
  db: Kysely<Schema>,
  { userId, kind, createdBy, now }: NewLink,
): Promise<{ path: string; expiresAt: number }> {
  const token = createSecret();
  const expiresAt = now + goodForMs[kind];
  await db.deleteFrom('links').where('user_id', '=', userId).execute();
  await db
    .insertInto('links')
    .values({ token_hash: hashOf(token), user_id: userId, kind, created_by: createdBy, expires_at: expiresAt })
    .execute();
  return { path: `/invitation#${token}`, expiresAt };
}

/** The link the token belongs to, where it is still good. */
export async function findLink(db: Kysely<Schema>, token: string, now: number): Promise<Link | undefined> {
  const link = await db.selectFrom('links').selectAll().where('token_hash', '=', hashOf(token)).executeTakeFirst();
  return link && now < link.expires_at ? link : undefined;
}

/** Ends the links of an account. */
export async function endLinks(db: Kysely<Schema>, userId: string): Promise<void> {
  await db.deleteFrom('links').where('user_id', '=', userId).execute();
}
