// Owns what a session is, how long it lasts, and the cookie that carries its secret.
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../../platform/audit/index.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { Effects } from '../../platform/outcome.ts';
import type { Secrets } from '../../platform/secrets/index.ts';
import type { Directory } from '../directory/index.ts';

export const sessionCookie = 'takt_session';

/** Not used for so long, a session is over. */
const idleMs = 12 * 3_600_000;
/** After so long one signs in again, used or not. */
export const absoluteMs = 7 * 86_400_000;
/** A secret in use is replaced after so long. */
export const rotateMs = 3_600_000;
/** Once the new secret was used, the one before is taken so long, for requests that were on their way. */
export const overlapMs = 60_000;
/** That a session is used is written at most so often. */
export const seenEveryMs = 60_000;
export type Session = Row<'sessions'>;
export type SignInMethod = 'password' | 'second_factor' | 'recovery_code' | 'provider' | 'link';

export interface Sender {
  address: string | null;
  userAgent: string;
}

export function isOver(session: Session, now: number): boolean {
  return now >= session.expires_at || now >= session.idle_expires_at;
}

/** When a session that is used now is over for not being used, epoch ms. */
export function idleUntil(session: Pick<Session, 'expires_at'>, now: number): number {
  return Math.min(now + idleMs, session.expires_at);
}

export function cookieOf(session: Session, secret: string, now: number): Effects {
  return { cookies: [{ name: sessionCookie, value: secret, maxAgeMs: session.expires_at - now }] };
}

/** Removes the cookie. */
export const withoutSession: Effects = { cookies: [{ name: sessionCookie, value: '', maxAgeMs: 0 }] };

export interface SessionParts {
  db: Kysely<Schema>;
  clock: () => number;
  secrets: Secrets;
  directory: Pick<Directory, 'change' | 'onChange' | 'account'>;
  audit: AppendAudit;
  /** Told of a session that ended because an old secret of it was used. */
  onReuse?: ((session: Session) => void) | undefined;
}
