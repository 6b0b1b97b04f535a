// Owns how long an account is locked after failures: exponential back-off, the same where there is no such account.
import type { Kysely } from 'kysely';
import type { Counters } from '../../platform/counters/port.ts';
import type { Row, Schema } from '../../platform/database/index.ts';

/** So many failures cost nothing but the try. */
const free = 5;
const firstLockMs = 30_000;
const longestLockMs = 15 * 60_000;
/** So long after its last lock an account begins anew. */
const forgottenMs = 86_400_000;

type Failures = Pick<Row<'users'>, 'failures' | 'locked_until'>;

/** For how long the nth failure in a row locks, ms. */
export function lockAfter(failures: number): number {
  return failures < free ? 0 : Math.min(longestLockMs, firstLockMs * 2 ** (failures - free));
}

/** Counts a failure of the account in the given transaction, atomically. Answers until when it is locked, epoch ms; null: it is not. */
export async function countFailure(
  db: Kysely<Schema>,
  { id, locked_until }: Failures & { id: string },
  now: number,
): Promise<number | null> {
  const anew = locked_until !== null && now - locked_until > forgottenMs;
  const { failures } = await db
    .updateTable('users')
    .set((e) => ({ failures: anew ? 1 : e('failures', '+', 1) }))
    .where('id', '=', id)
    .returning('failures')
    .executeTakeFirstOrThrow();
  const lockMs = lockAfter(failures);
  const until = lockMs === 0 ? null : now + lockMs;
  if (until !== null) await db.updateTable('users').set({ locked_until: until }).where('id', '=', id).execute();
  return until;
}

/** As much written as {@link countFailure} does: whether an account exists must not show in how long a failure takes. */
export async function countFailureOfNobody(db: Kysely<Schema>): Promise<void> {
  await db
    .insertInto('tickets')
    .values({ token_hash: 'nobody', user_id: '', method: 'password', attempts: 1, expires_at: 0 })
    .onConflict((conflict) =>
      conflict.column('token_hash').doUpdateSet((e) => ({ attempts: e(e.ref('tickets.attempts'), '+', 1) })),
    )
    .execute();
}

/** Locks for logins nobody has: whether an account exists must not show in when it is locked. */
export function createDecoys(counters: Counters) {
  const failures = counters({ name: 'unknown-login', windowMs: forgottenMs });
  const locks = counters({ name: 'unknown-login-lock', windowMs: longestLockMs });
  return {
    /** How long it is still locked, ms. */
    lockedFor: async (login: string) => (await locks.look(login)).endsInMs,
    async fail(login: string): Promise<void> {
      const { count } = await failures.count(login);
      const lockMs = lockAfter(count);
      if (lockMs > 0) await locks.hold(login, lockMs);
    },
  };
}
