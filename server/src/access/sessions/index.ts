// Owns sessions: begun by a sign-in, found by the secret in a cookie, ended by time or by hand.
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { Effects } from '../../platform/outcome.ts';
import { createSecret, hashOf } from '../secret-text.ts';

export const sessionCookie = 'takt_session';

const idleMs = 12 * 3_600_000;
const absoluteMs = 7 * 86_400_000;

export type Session = Row<'sessions'>;

export interface Sessions {
  /** Makes a session; its secret goes out with the effects and is nowhere else. */
  begin(
    db: Kysely<Schema>,
    of: { userId: string; method: Session['method']; address: string | null; userAgent: string },
  ): Promise<{ session: Session; effects: Effects }>;
  /** The session the secret belongs to, where it is not over. */
  find(secret: string): Promise<Session | undefined>;
  end(db: Kysely<Schema>, id: string): Promise<void>;
}

export function createSessions({ db, clock }: { db: Kysely<Schema>; clock: () => number }): Sessions {
  return {
    async begin(transaction, { userId, method, address, userAgent }) {
      const secret = createSecret();
      const now = clock();
      const session: Session = {
        id: randomUUID(),
        user_id: userId,
        token_hash: hashOf(secret),
        previous_hash: null,
        previous_until: null,
        address: address ?? '',
        user_agent: userAgent,
        method,
        created_at: now,
        rotated_at: now,
        last_seen_at: now,
        idle_expires_at: now + idleMs,
        expires_at: now + absoluteMs,
      };
      await transaction.insertInto('sessions').values(session).execute();
      return { session, effects: { cookies: [{ name: sessionCookie, value: secret, maxAgeMs: absoluteMs }] } };
    },
    async find(secret) {
      const session = await db
        .selectFrom('sessions')
        .selectAll()
        .where('token_hash', '=', hashOf(secret))
        .executeTakeFirst();
      const now = clock();
      return session && now < session.expires_at && now < session.idle_expires_at ? session : undefined;
    },
    async end(transaction, id) {
      await transaction.deleteFrom('sessions').where('id', '=', id).execute();
    },
  };
}
