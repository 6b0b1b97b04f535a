// Owns the second factor of an account: its sealed secret, whether a code is good, and turning it on and off.
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Secrets } from '../../platform/secrets/index.ts';
import { takeRecoveryCode } from './recovery-codes.ts';
import { createTotpSecret, stepOfCode, totpUri } from './totp.ts';

type User = Row<'users'>;

export interface SecondFactor {
  /** A new secret in the given transaction, not in force yet. */
  begin(db: Kysely<Schema>, user: Pick<User, 'id' | 'login'>): Promise<{ secret: string; uri: string }>;
  /** Whether it is a code of the app, of a step no code was taken of before; the step is taken now. */
  takeCode(db: Kysely<Schema>, userId: string, code: string): Promise<boolean>;
  /** Either kind of code: which one it was; undefined: it is wrong. */
  take(db: Kysely<Schema>, userId: string, code: string): Promise<'second_factor' | 'recovery_code' | undefined>;
  /** Ends it, with its recovery codes, in the given transaction. */
  remove(db: Kysely<Schema>, userId: string): Promise<void>;
}

const contextOf = (userId: string) => `totp:${userId}`;

export function createSecondFactor(parts: { secrets: Secrets; clock: () => number; log: Log }): SecondFactor {
  const { secrets, clock, log } = parts;

  async function takeCode(db: Kysely<Schema>, userId: string, code: string): Promise<boolean> {
    const user = await db
      .selectFrom('users')
      .select(['totp_secret', 'totp_last_step'])
      .where('id', '=', userId)
      .executeTakeFirst();
    if (!user || user.totp_secret === null) return false;
    const secret = secrets.open(user.totp_secret, contextOf(userId));
    if (secret === undefined) {
      log.error({ user: userId }, 'a second factor was sealed with another key (TAKT_SECRET_KEY, or secret.key)');
      return false;
    }
    const step = stepOfCode(secret, code, clock());
    if (step === undefined) return false;
    const { numUpdatedRows } = await db
      .updateTable('users')
      .set({ totp_last_step: step })
      .where('id', '=', userId)
      .where((e) => e.or([e('totp_last_step', 'is', null), e('totp_last_step', '<', step)]))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  return {
    async begin(db, { id, login }) {
      const secret = createTotpSecret();
      await db
        .updateTable('users')
        .set({ totp_secret: secrets.seal(secret, contextOf(id)), totp_confirmed_at: null, totp_last_step: null })
        .where('id', '=', id)
        .execute();
      return { secret, uri: totpUri(secret, login) };
    },
    takeCode,
    async take(db, userId, typed) {
      const code = typed.replace(/\s/g, '');
      if (/^\d{6}$/.test(code)) return (await takeCode(db, userId, code)) ? 'second_factor' : undefined;
      return (await takeRecoveryCode(db, { userId, code, now: clock() })) ? 'recovery_code' : undefined;
    },
    async remove(db, userId) {
      await db
        .updateTable('users')
        .set({ totp_secret: null, totp_confirmed_at: null, totp_last_step: null })
        .where('id', '=', userId)
        .execute();
      await db.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
    },
  };
}
