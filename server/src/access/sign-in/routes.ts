// Owns signing in and out.
import type { RouteAnswer } from '@takt/model/api';
import { attribution } from '../../platform/caller.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { meOf } from '../me.ts';
import type { AccessParts } from '../parts.ts';
import { withoutSession } from '../sessions/index.ts';
import type { User } from './attempts.ts';
import type { SignIn } from './complete.ts';
import { createTicket, endTickets, findTicket, useTicket } from './tickets.ts';

type Names = 'session.get' | 'session.signIn' | 'session.secondFactor' | 'session.signOut';

/** The same for no such account, a wrong password, and an account that is invited or disabled. */
const wrong = () => refuse('unauthorized', 'the name or the password is wrong');
const wrongCode = () => refuse('unauthorized', 'the code is wrong, was used already, or came too late');

export function signInRoutes(parts: AccessParts): Handlers<Names> {
  const { db, directory, sessions, passwords, secondFactor, attempts, complete, audit, clock, onSignIn } = parts;

  /** Makes the hash again where it was made with less work than today. */
  async function strengthen(user: User, password: string): Promise<void> {
    if (user.password_hash === null || !passwords.isWeak(user.password_hash)) return;
    const password_hash = await passwords.hash(password);
    await db
      .updateTable('users')
      .set({ password_hash })
      .where('id', '=', user.id)
      .where('password_hash', '=', user.password_hash)
      .execute();
  }

  async function finish(of: SignIn) {
    const begun = await directory.change(async (transaction) => {
      await endTickets(transaction, of.user.id);
      return complete(transaction, of);
    });
    return answer(begun, of.user.id);
  }

  function answer(begun: Awaited<ReturnType<typeof complete>>, userId: string) {
    if (!begun.ok) return begun;
    onSignIn('done');
    const account = directory.account(userId);
    if (!account) return refuse('unavailable', 'the account is not known yet');
    return done(meOf(account, begun.value.session), begun.value.effects);
  }

  return {
    async 'session.get'({ caller }) {
      const { userId, sessionId } = caller;
      // A token may be for less than all its owner has: whoever has it is not told of the rest.
      const account = userId === undefined || sessionId === undefined ? undefined : directory.account(userId);
      const session = sessionId === undefined ? undefined : await sessions.get(sessionId);
      return done({
        me: account ? meOf(account, session) : null,
        setupNeeded: directory.isEmpty(),
        providers: parts.providers.map(({ id, name }) => ({ id, name })),
      });
    },

    async 'session.signIn'({ body, caller }) {
      const of = { caller, action: 'session.signIn', login: body.login };
      return attempts.byAccount<RouteAnswer<'session.signIn'>>(of, async (user) => {
        const right = await passwords.verify(body.password, user?.password_hash);
        if (!right || user?.state !== 'active') return wrong();
        await strengthen(user, body.password);
        if (user.totp_confirmed_at !== null) {
          onSignIn('second_factor');
          const ticket = await db
            .transaction()
            .execute((transaction) => createTicket(transaction, { userId: user.id, method: 'password', now: clock() }));
          return done({ step: 'second_factor' as const, ticket });
        }
        const finished = await finish({ user, method: 'password', caller, action: of.action });
        return finished.ok ? done({ step: 'done' as const, me: finished.value }, finished.effects) : finished;
      });
    },

    async 'session.secondFactor'({ body, caller }) {
      const action = 'session.secondFactor';
      const ticket = await findTicket(db, body.ticket, clock());
      const account = ticket && directory.account(ticket.user_id);
      if (!ticket || !account) return attempts.byAddress({ caller, action, login: '' }, async () => wrongCode());
      return attempts.byAccount({ caller, action, login: account.login }, async (user) => {
        if (!user || !(await useTicket(db, ticket))) return wrongCode();
        const begun = await directory.change(async (transaction): ReturnType<typeof complete> => {
          const method = await secondFactor.take(transaction, user.id, body.code);
          if (method === undefined) return wrongCode();
          await endTickets(transaction, user.id);
          return complete(transaction, { user, method, caller, action });
        });
        return answer(begun, user.id);
      });
    },

    async 'session.signOut'({ caller }): Promise<Outcome<undefined>> {
      const { userId, sessionId } = caller;
      if (userId === undefined || sessionId === undefined) return done(undefined, withoutSession);
      await directory.change(async (transaction) => {
        await sessions.end(transaction, { userId, only: sessionId });
        await audit(transaction, {
          ...attribution(caller),
          action: 'session.signOut',
          outcome: 'done',
          kind: 'user',
          code: directory.account(userId)?.login ?? userId,
          scope: null,
          before: { session: sessionId },
          after: null,
        });
        return done(undefined);
      });
      return done(undefined, withoutSession);
    },
  };
}
