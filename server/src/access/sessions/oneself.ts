// Owns what changes one's own account: by a session only, with the password once more where it is about getting in.
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../../platform/caller.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import { type Effects, type Outcome, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../parts.ts';

export interface Oneself {
  user: Row<'users'>;
  sessionId: string;
  caller: Caller;
}

const bySessionOnly = () => refuse('forbidden', 'this is done by somebody who is signed in, not with an API token');

export function createOneself(parts: Pick<AccessParts, 'db' | 'audit' | 'sessions' | 'attempts' | 'passwords'>) {
  const { db, audit, sessions, attempts, passwords } = parts;

  /** The account of a caller with a session. */
  async function withSession<T>(caller: Caller, work: (self: Oneself) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const { userId, sessionId } = caller;
    if (userId === undefined || sessionId === undefined) return bySessionOnly();
    const user = await db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst();
    return user ? work({ user, sessionId, caller }) : bySessionOnly();
  }

  return {
    withSession,
    /** The same, limited: `work` answers `forbidden` where what was given is wrong. */
    limited<T>(caller: Caller, action: string, work: (self: Oneself) => Promise<Outcome<T>>): Promise<Outcome<T>> {
      return withSession(caller, (self) =>
        attempts.byOneself({ caller, action, login: self.user.login, userId: self.user.id }, () => work(self)),
      );
    },
    /** The same, with the password given once more: a session left open does not let others stay. */
    withPassword<T>(
      { caller, action, password }: { caller: Caller; action: string; password: string },
      work: (self: Oneself) => Promise<Outcome<T>>,
    ): Promise<Outcome<T>> {
      return this.limited(caller, action, async (self) => {
        const right = await passwords.verify(password, self.user.password_hash);
        return right ? work(self) : refuse('forbidden', 'the password is wrong');
      });
    },
    /** Put into the audit log in the given transaction. */
    tell(
      db: Kysely<Schema>,
      { user, caller }: Oneself,
      action: string,
      change: { before?: unknown; after?: unknown } = {},
    ) {
      const { before = null, after = null } = change;
      const what = { action, outcome: 'done' as const, kind: 'user', code: user.login, scope: null, before, after };
      return audit(db, { ...attribution(caller), ...what });
    },
    /** How one gets in has changed: every other session ends, this one gets a new secret. */
    async renew(transaction: Kysely<Schema>, { user, sessionId }: Oneself): Promise<Effects> {
      await sessions.end(transaction, { userId: user.id, except: sessionId });
      return sessions.renew(transaction, sessionId);
    },
  };
}
