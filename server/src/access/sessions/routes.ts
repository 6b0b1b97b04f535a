// Owns what one has of one's own: sessions, profile, password.
import type { Handlers } from '../../platform/http/index.ts';
import { done, refuse } from '../../platform/outcome.ts';
import { meOf } from '../me.ts';
import type { AccessParts } from '../parts.ts';
import { refusedPassword } from '../passwords/rules.ts';
import { endLinks } from '../sign-in/links.ts';
import { endTickets } from '../sign-in/tickets.ts';
import { createOneself } from './oneself.ts';
import type { Session, SignInMethod } from './session.ts';

type Names = 'sessions.list' | 'sessions.revoke' | 'sessions.revokeOthers' | 'profile.put' | 'profile.password';

export function sessionRoutes(parts: AccessParts): Handlers<Names> {
  const { directory, sessions, passwords } = parts;
  const oneself = createOneself(parts);

  return {
    async 'sessions.list'({ caller }) {
      if (caller.userId === undefined) return done([]);
      return done((await sessions.of(caller.userId)).map((session) => sent(session, caller.sessionId)));
    },

    'sessions.revoke': ({ params, caller }) =>
      oneself.withSession(caller, async (self) => {
        const ended = await directory.change(async (transaction) => {
          if ((await sessions.end(transaction, { userId: self.user.id, only: params.id })) === 0)
            return refuse('not_found', 'there is no such session of yours');
          await oneself.tell(transaction, self, 'sessions.revoke', { before: { session: params.id } });
          return done(undefined);
        });
        return ended;
      }),

    'sessions.revokeOthers': ({ caller }) =>
      oneself.withSession(caller, (self) =>
        directory.change(async (transaction) => {
          const ended = await sessions.end(transaction, { userId: self.user.id, except: self.sessionId });
          await oneself.tell(transaction, self, 'sessions.revokeOthers', { after: { ended } });
          return done({ ended });
        }),
      ),

    'profile.put': ({ body, caller }) =>
      oneself.withSession(caller, async (self) => {
        const { name, language } = self.user;
        const put = await directory.change(async (transaction) => {
          await transaction.updateTable('users').set(body).where('id', '=', self.user.id).execute();
          await oneself.tell(transaction, self, 'profile.put', { before: { name, language }, after: body });
          return done(undefined);
        });
        if (!put.ok) return put;
        const account = directory.account(self.user.id);
        if (!account) return refuse('unavailable', 'the account is not known any more');
        return done(meOf(account, await sessions.get(self.sessionId)));
      }),

    // API tokens stay: they belong to programs, do not hang on the password, and are ended on their own page.
    'profile.password': ({ body, caller }) =>
      oneself.withPassword({ caller, action: 'profile.password', password: body.current }, async (self) => {
        const { user } = self;
        const refused = await refusedPassword(body.next, user);
        if (refused) return refused;
        const password_hash = await passwords.hash(body.next);
        const changed = await directory.change(async (transaction) => {
          await transaction
            .updateTable('users')
            .set({ password_hash, failures: 0, locked_until: null })
            .where('id', '=', user.id)
            .execute();
          await endTickets(transaction, user.id);
          await endLinks(transaction, user.id);
          const effects = await oneself.renew(transaction, self);
          await oneself.tell(transaction, self, 'profile.password');
          return done(effects);
        });
        return changed.ok ? done(undefined, changed.value) : changed;
      }),
  };
}

function sent(session: Session, current: string | undefined) {
  return {
    id: session.id,
    current: session.id === current,
    createdAt: session.created_at,
    lastSeenAt: session.last_seen_at,
    expiresAt: Math.min(session.expires_at, session.idle_expires_at),
    address: session.address,
    userAgent: session.user_agent,
    method: session.method as SignInMethod,
  };
}
