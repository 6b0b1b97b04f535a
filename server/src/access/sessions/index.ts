// Owns sessions: begun by a sign-in, found by the secret in a cookie, given a new secret now and then, ended by time or by hand.
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Effects } from '../../platform/outcome.ts';
import { hashOf } from '../secret-text.ts';
import { createSessionCache } from './cache.ts';
import { createSessionSecrets } from './secret.ts';
import {
  absoluteMs,
  cookieOf,
  idleUntil,
  isOver,
  overlapMs,
  type Sender,
  type Session,
  type SessionParts,
  type SignInMethod,
  withoutSession,
} from './session.ts';
import { createUse } from './use.ts';

export { type Session, type SignInMethod, sessionCookie, withoutSession } from './session.ts';

/** Sessions of one account; the one not used for the longest time ends. */
const mostOfOne = 100;

export interface Sessions {
  /** Makes a session; its secret goes out with the effects and is nowhere else. One that came from outside is never taken over. */
  begin(
    db: Kysely<Schema>,
    of: Sender & { userId: string; method: SignInMethod },
  ): Promise<{ session: Session; effects: Effects }>;
  /**
   * The session the secret belongs to, where it is not over; the effects give the browser what replaces the secret. A secret
   * that was replaced long ago is one that somebody else has: it ends the session.
   */
  find(secret: string, sender: Sender): Promise<{ session?: Session; effects?: Effects }>;
  /** By its id, where it is not over; may be some seconds old, but never outlives its end in any process by more than one. */
  get(id: string): Promise<Session | undefined>;
  /** Those that are not over, last used first. */
  of(userId: string): Promise<Session[]>;
  /** Ends sessions of an account: one, all but one, or all. Within {@link Directory.change}, so that it is known at once everywhere. */
  end(db: Kysely<Schema>, which: { userId: string; only?: string; except?: string }): Promise<number>;
  /** A new secret at once: what the session may do has changed, or who has the password. */
  renew(db: Kysely<Schema>, id: string): Promise<Effects>;
}

export function createSessions({ db, clock, secrets, directory, audit, onReuse }: SessionParts): Sessions {
  const cache = createSessionCache({ db, clock });
  directory.onChange(cache.clear);
  const secretOf = createSessionSecrets(secrets);

  const find = createUse({ db, clock, directory, audit, onReuse }, { cache, secretOf });

  return {
    async begin(transaction, { userId, method, address, userAgent }) {
      const now = clock();
      const id = randomUUID();
      const secret = secretOf.make(id, now);
      const session: Session = {
        id,
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
        idle_expires_at: idleUntil({ expires_at: now + absoluteMs }, now),
        expires_at: now + absoluteMs,
      };
      await transaction.insertInto('sessions').values(session).execute();
      const kept = transaction.selectFrom('sessions').select('id').where('user_id', '=', userId);
      const newest = kept.orderBy('last_seen_at', 'desc').orderBy('id').limit(mostOfOne);
      await transaction
        .deleteFrom('sessions')
        .where('user_id', '=', userId)
        .where('id', 'not in', newest)
        .where('id', '!=', id)
        .execute();
      return { session, effects: cookieOf(session, secret, now) };
    },
    find,
    async get(id) {
      const session = await cache.get(id);
      return session && !isOver(session, clock()) ? session : undefined;
    },
    async of(userId) {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('last_seen_at', 'desc')
        .execute();
      return rows.filter((session) => !isOver(session, clock()));
    },
    async end(transaction, { userId, only, except }) {
      let ended = transaction.deleteFrom('sessions').where('user_id', '=', userId);
      if (only !== undefined) ended = ended.where('id', '=', only);
      if (except !== undefined) ended = ended.where('id', '!=', except);
      const { numDeletedRows } = await ended.executeTakeFirst();
      return Number(numDeletedRows);
    },
    async renew(transaction, id) {
      const session = await transaction.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
      if (!session) return withoutSession;
      const now = clock();
      const rotated_at = Math.max(now, session.rotated_at + 1);
      const next = secretOf.make(id, rotated_at);
      await transaction
        .updateTable('sessions')
        .set({
          token_hash: hashOf(next),
          previous_hash: session.token_hash,
          // Not given again to whoever has the old one: they may be why it was replaced.
          previous_until: now + overlapMs,
          rotated_at,
        })
        .where('id', '=', id)
        .execute();
      return cookieOf(session, next, now);
    },
  };
}
