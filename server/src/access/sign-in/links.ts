// Owns links with which a person sets the password of an account, once.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import { createSecret, hashOf } from '../secret-text.ts';

const validMs = { invitation: 7 * 86_400_000, reset: 86_400_000 };

/** Answers the secret path, which is nowhere else; links made for the account before end. */
export async function createLink(
  db: Kysely<Schema>,
  { userId, kind, createdBy, now }: { userId: string; kind: 'invitation' | 'reset'; createdBy: string; now: number },
): Promise<{ path: string; expiresAt: number }> {
  const secret = createSecret();
  const expiresAt = now + validMs[kind];
  await db.deleteFrom('links').where('user_id', '=', userId).execute();
  await db
    .insertInto('links')
    .values({ token_hash: hashOf(secret), user_id: userId, kind, created_by: createdBy, expires_at: expiresAt })
    .execute();
  return { path: `/invitation#${secret}`, expiresAt };
}
