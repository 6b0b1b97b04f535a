// Owns what is counted of signing in.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { Session } from '../sessions/index.ts';

/** `second_factor`: the password was right, a code is still to come. `reused`: a session ended because an old secret of it came. */
export type SignInEnd = 'done' | 'second_factor' | 'refused' | 'limited' | 'locked' | 'reused';

export function createSignInMetrics(parts: { metrics: Metrics; db: Kysely<Schema>; clock: () => number; log: Log }) {
  const { metrics, db, clock, log } = parts;
  const signIns = metrics.counter('takt_sign_in_total', 'Tries to sign in, by how they ended', ['outcome']);
  metrics.gauge('takt_sessions', 'Sessions that are not over, of the whole installation', [], async (gauge) => {
    const { sessions } = await db
      .selectFrom('sessions')
      .select((e) => e.fn.countAll<number>().as('sessions'))
      .where('idle_expires_at', '>', clock())
      .where('expires_at', '>', clock())
      .executeTakeFirstOrThrow();
    gauge.set(Number(sessions));
  });
  const onSignIn = (outcome: SignInEnd) => signIns.inc({ outcome });
  return {
    onSignIn,
    onReuse(session: Session) {
      onSignIn('reused');
      log.warn({ session: session.id, user: session.user_id }, 'a session ended: an old secret of it was used');
    },
  };
}
