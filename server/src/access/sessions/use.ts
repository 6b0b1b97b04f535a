// Owns using a session: the secret in force, the one before it, and those somebody else must have.
import { done, type Effects } from '../../platform/outcome.ts';
import { hashOf } from '../secret-text.ts';
import type { SessionCache } from './cache.ts';
import type { SessionSecrets } from './secret.ts';
import {
  cookieOf,
  idleUntil,
  isOver,
  overlapMs,
  rotateMs,
  type Sender,
  type Session,
  type SessionParts,
  seenEveryMs,
  withoutSession,
} from './session.ts';

interface Found {
  session?: Session;
  effects?: Effects;
}

/** Answers what `Sessions.find` promises. */
export function createUse(
  { db, clock, directory, audit, onReuse }: Pick<SessionParts, 'db' | 'clock' | 'directory' | 'audit' | 'onReuse'>,
  { cache, secretOf }: { cache: SessionCache; secretOf: SessionSecrets },
): (secret: string, sender: Sender) => Promise<Found> {
  /** Writes a change, unless another process replaced the secret meanwhile. */
  async function change(session: Session, patch: Partial<Session>): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('sessions')
      .set(patch)
      .where('id', '=', session.id)
      .where('token_hash', '=', session.token_hash)
      .executeTakeFirst();
    cache.forget(session.id);
    return numUpdatedRows > 0n;
  }

  async function rotate(session: Session, usedHash: string, usedSince: number): Promise<Found> {
    const now = clock();
    // Later than the one before also where the clocks of two processes differ.
    const rotated_at = Math.max(now, usedSince + 1);
    const next = secretOf.make(session.id, rotated_at);
    const changed: Session = {
      ...session,
      token_hash: hashOf(next),
      previous_hash: usedHash,
      previous_until: null,
      rotated_at,
      last_seen_at: now,
      idle_expires_at: idleUntil(session, now),
    };
    if (await change(session, changed)) return { session: changed, effects: cookieOf(changed, next, now) };
    // Replaced at the same moment by another request, whose answer brings the new one; or ended.
    const fresh = await cache.getFresh(session.id);
    return fresh ? { session: fresh } : {};
  }

  /** The secret is the one in force: noted that it arrived, and that the session is used. */
  async function used(session: Session): Promise<Session> {
    const now = clock();
    const arrived = session.previous_hash !== null && session.previous_until === null;
    const seen = now - session.last_seen_at >= seenEveryMs;
    const patch = {
      ...(arrived && { previous_until: now + overlapMs }),
      ...(seen && { last_seen_at: now, idle_expires_at: idleUntil(session, now) }),
    };
    if (!arrived && !seen) return session;
    await change(session, patch);
    return { ...session, ...patch };
  }

  async function reused(session: Session, { address }: Sender): Promise<Found> {
    const account = directory.account(session.user_id);
    await directory.change(async (transaction) => {
      await transaction.deleteFrom('sessions').where('id', '=', session.id).execute();
      await audit(transaction, {
        actor: 'anonymous',
        actorName: 'anonymous',
        address,
        action: 'session.reuse',
        outcome: 'refused',
        kind: 'user',
        code: account?.login ?? session.user_id,
        scope: null,
        before: { session: session.id, address: session.address },
        after: null,
      });
      return done(undefined);
    });
    onReuse?.(session);
    return { effects: withoutSession };
  }

  return async (secret, sender) => {
    const claim = secretOf.read(secret);
    if (!claim) return {};
    const hash = hashOf(secret);
    let session = await cache.get(claim.id);
    if (session && session.token_hash !== hash) session = await cache.getFresh(claim.id);
    if (!session || isOver(session, clock())) return {};
    const due = clock() - session.rotated_at >= rotateMs;
    if (session.token_hash === hash) return due ? rotate(session, hash, claim.at) : { session: await used(session) };
    // One that is newer than what is known is from before the database was set back, and nobody’s.
    if (session.previous_hash !== hash) return claim.at > session.rotated_at ? {} : reused(session, sender);
    if (session.previous_until !== null)
      return clock() < session.previous_until ? { session } : reused(session, sender);
    // The answer with the new secret may have been lost: it is given again until it is used.
    if (due) return rotate(session, hash, claim.at);
    return { session, effects: cookieOf(session, secretOf.make(session.id, session.rotated_at), clock()) };
  };
}
