// Owns the first account: made once, by whoever has the link that is said in the log of the first start.
import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { meOf } from '../me.ts';
import type { AccessParts } from '../parts.ts';
import { refusedPassword } from '../passwords/rules.ts';
import { hashOf } from '../secret-text.ts';
import { isSetupTokenGood, offerSetupToken, replaceSetupToken, setupLink } from './setup-link.ts';

export function createSetup(parts: AccessParts) {
  const { db, directory, passwords, attempts, complete, clock, log, setupToken, manyProcesses, onSignIn } = parts;
  const needed = directory.isEmpty;

  async function announce(): Promise<void> {
    if (!needed()) return;
    if (setupToken !== undefined) {
      await replaceSetupToken(db, clock(), setupToken);
      return log.warn('there is no account yet: the first one is made with TAKT_SETUP_TOKEN');
    }
    const token = manyProcesses ? await offerSetupToken(db, clock()) : await replaceSetupToken(db, clock());
    if (token === undefined)
      return log.warn(
        'there is no account yet: the link that makes the first one stands in the log of another process; "takt setup-link" makes a new one',
      );
    log.warn(
      { link: setupLink(parts.publicUrl(), token) },
      'there is no account yet: open this link, once, within a day',
    );
  }

  /** Undefined: the token may make the first account now. */
  async function refusedToken(from: Kysely<Schema>, token: string): Promise<Outcome<never> | undefined> {
    const setup = await from.selectFrom('setup').selectAll().executeTakeFirst();
    const users = await from.selectFrom('users').select('id').limit(1).execute();
    if (users.length > 0) return refuse('conflict', 'the first account is made already');
    // Answered from the first moment on, the server may not have put down its link yet.
    if (!setup) return refuse('unavailable', 'the link for the first account is not there yet; try again in a moment');
    if (!timingSafeEqual(Buffer.from(setup.token_hash), Buffer.from(hashOf(token))))
      return refuse('forbidden', 'the link is not the one of this installation');
    if (token === setupToken || isSetupTokenGood(setup, clock())) return undefined;
    return refuse('forbidden', 'the link has ended; "takt setup-link" makes a new one');
  }

  const routes: Handlers<'setup.get' | 'setup.complete'> = {
    'setup.get': async () => done({ needed: needed() }),
    async 'setup.complete'({ body, caller }) {
      const { token, login, name, password } = body;
      const action = 'setup.complete';
      return attempts.byAddress({ caller, action, login }, async () => {
        // First the token: the work of a hash is done for nobody else.
        const refused = (await refusedToken(db, token)) ?? (await refusedPassword(password, { login, name }));
        if (refused) return refused;
        const user = { id: randomUUID(), login, name };
        const password_hash = await passwords.hash(password);
        const begun = await directory.change(async (transaction): ReturnType<typeof complete> => {
          const late = await refusedToken(transaction, token);
          if (late) return late;
          const now = clock();
          const state = 'active' as const;
          await transaction
            .insertInto('users')
            .values({ ...user, state, password_hash, created_at: now })
            .execute();
          const grant = { role: 'platform_admin', scope: 'platform' };
          await transaction
            .insertInto('grants')
            .values({ user_id: user.id, ...grant, granted_at: now, granted_by: 'setup' })
            .execute();
          await transaction.deleteFrom('setup').execute();
          return complete(transaction, {
            user,
            method: 'link',
            caller,
            action,
            told: { login, name, grants: [grant] },
          });
        });
        if (!begun.ok) return begun;
        onSignIn('done');
        const account = directory.account(user.id);
        if (!account) return refuse('unavailable', 'the account is not known yet');
        return done(meOf(account, begun.value.session), begun.value.effects);
      });
    },
  };
  return { routes, announce };
}
