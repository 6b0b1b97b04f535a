// Owns recovery codes: ten, each good once, for whoever has lost the authenticator app.
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import { hashOf } from '../secret-text.ts';

const codes = 10;
/** Crockford's base 32: nothing in it is mistaken for something else. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** 80 bits: a plain hash of it does not give it away. */
const characters = 16;

/** Makes new ones in the given transaction; the old ones end. They are to be shown once. */
export async function makeRecoveryCodes(db: Kysely<Schema>, userId: string): Promise<string[]> {
  const made = Array.from({ length: codes }, newCode);
  await db.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  const rows = made.map((code) => ({ user_id: userId, hash: hashOf(plain(code)), used_at: null }));
  await db.insertInto('recovery_codes').values(rows).execute();
  return made;
}

/** Whether the code is one of the account's and was not used; it is now. */
export async function takeRecoveryCode(
  db: Kysely<Schema>,
  { userId, code, now }: { userId: string; code: string; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('recovery_codes')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('hash', '=', hashOf(plain(code)))
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** `xxxx-xxxx-xxxx-xxxx` */
function newCode(): string {
  const text = [...randomBytes(characters)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return text.match(/.{4}/g)?.join('-') ?? text;
}

/** As it is hashed: whatever the case, and whether the hyphens were typed. */
function plain(code: string): string {
  return code
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
}
