// Owns signing in and out.
import { attribution } from '../../platform/caller.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../index.ts';
import { meOf } from '../me.ts';
import { sessionCookie } from '../sessions/index.ts';

type Names =
  | 'session.get'
  | 'session.signIn'
  | 'session.secondFactor'
  | 'session.signOut'
  | 'invitation.look'
  | 'invitation.accept';

export function signInRoutes(parts: AccessParts): Handlers<Names> {
  const { db, directory, sessions, passwords, audit, clock } = parts;
  const later = async (): Promise<Outcome<never>> => refuse('unavailable', 'not there yet');
  return {
    async 'session.get'({ caller }) {
      const account = caller.userId === undefined ? undefined : directory.account(caller.userId);
      const secret = caller.cookie(sessionCookie);
      const session = account && secret !== undefined ? await sessions.find(secret) : undefined;
      const setupNeeded = [...directory.accounts()].length === 0;
      return done({
        me: account ? meOf(account, session) : null,
        setupNeeded,
        providers: parts.providers.map(({ id, name }) => ({ id, name })),
      });
    },
    async 'session.signIn'({ body, caller }) {
      const account = directory.byLogin(body.login.trim().normalize('NFKC').toLowerCase());
      const row = account && (await db.selectFrom('users').selectAll().where('id', '=', account.id).executeTakeFirst());
      const right = await passwords.verify(body.password, row?.password_hash);
      if (!right || !account || account.state !== 'active')
        return refuse('unauthorized', 'the name or the password is wrong');
      const begun = await directory.change(async (transaction) => {
        await transaction
          .updateTable('users')
          .set({ last_sign_in_at: clock(), failures: 0, locked_until: null })
          .where('id', '=', account.id)
          .execute();
        await audit(transaction, {
          ...attribution({ actor: `user:${account.id}`, name: account.name, address: caller.address }),
          action: 'session.signIn',
          outcome: 'done',
          kind: 'user',
          code: account.login,
          scope: null,
          before: null,
          after: null,
        });
        const { address, userAgent } = caller;
        return done(await sessions.begin(transaction, { userId: account.id, method: 'password', address, userAgent }));
      });
      if (!begun.ok) return begun;
      return done({ step: 'done' as const, me: meOf(account, begun.value.session) }, begun.value.effects);
    },
    'session.secondFactor': later,
    async 'session.signOut'({ caller }) {
      if (caller.sessionId !== undefined) await sessions.end(db, caller.sessionId);
      return done(undefined, { cookies: [{ name: sessionCookie, value: '', maxAgeMs: 0 }] });
    },
    'invitation.look': later,
    'invitation.accept': later,
  };
}
