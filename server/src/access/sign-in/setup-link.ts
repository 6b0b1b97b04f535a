// Owns the token of the link with which the first account is made: one at a time, good for a day, kept as a hash.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import { createSecret, hashOf } from '../secret-text.ts';

const goodForMs = 86_400_000;

/** Makes a token, which replaces the one there is. */
export async function replaceSetupToken(db: Kysely<Schema>, now: number, token = createSecret()): Promise<string> {
  const row = { token_hash: hashOf(token), created_at: now };
  await db
    .insertInto('setup')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  return token;
}

/** Makes a token, unless another process made one that is still good: then undefined. */
export async function offerSetupToken(db: Kysely<Schema>, now: number): Promise<string | undefined> {
  const token = createSecret();
  const row = { token_hash: hashOf(token), created_at: now };
  const written = await db
    .insertInto('setup')
    .values({ id: 1, ...row })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(row)
        .where('setup.created_at', '<=', now - goodForMs),
    )
    .returning('token_hash')
    .executeTakeFirst();
  return written?.token_hash === row.token_hash ? token : undefined;
}

/** Whether a token made at that moment is still good. */
export function isSetupTokenGood({ created_at }: { created_at: number }, now: number): boolean {
  return now - created_at < goodForMs;
}

export function setupLink(publicUrl: string, token: string): string {
  return `${publicUrl}/setup#${token}`;
}
