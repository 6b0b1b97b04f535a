// Owns the first account: made once, by whoever has the link that is said in the log of the first start.
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { attribution } from '../../platform/caller.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { done, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../index.ts';
import { meOf } from '../me.ts';
import { createSecret, hashOf } from '../secret-text.ts';

export function createSetup(parts: AccessParts) {
  const { db, directory, sessions, passwords, audit, clock, log } = parts;
  const needed = () => [...directory.accounts()].length === 0;

  async function announce(): Promise<void> {
    if (!needed()) return;
    const token = parts.setupToken ?? createSecret();
    const row = { token_hash: hashOf(token), created_at: clock() };
    await db
      .insertInto('setup')
      .values({ id: 1, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    if (parts.setupToken !== undefined)
      log.warn('there is no account yet: the first one is made with TAKT_SETUP_TOKEN');
    else log.warn({ link: `${parts.publicUrl()}/setup#${token}` }, 'there is no account yet: open this link, once');
  }

  const routes: Handlers<'setup.get' | 'setup.complete'> = {
    'setup.get': async () => done({ needed: needed() }),
    async 'setup.complete'({ body, caller }) {
      const password_hash = await passwords.hash(body.password);
      const id = randomUUID();
      const begun = await directory.change(async (transaction) => {
        const setup = await transaction.selectFrom('setup').selectAll().executeTakeFirst();
        const users = await transaction.selectFrom('users').select('id').limit(1).execute();
        if (!setup || users.length > 0) return refuse('conflict', 'the first account is made already');
        if (!timingSafeEqual(Buffer.from(setup.token_hash), Buffer.from(hashOf(body.token))))
          return refuse('forbidden', 'the link is not the one of this installation');
        const now = clock();
        const user = {
          id,
          login: body.login,
          name: body.name,
          state: 'active' as const,
          password_hash,
          created_at: now,
        };
        await transaction
          .insertInto('users')
          .values({ ...user, last_sign_in_at: now })
          .execute();
        const grant = { role: 'platform_admin', scope: 'platform' };
        await transaction
          .insertInto('grants')
          .values({ user_id: id, ...grant, granted_at: now, granted_by: 'setup' })
          .execute();
        await transaction.deleteFrom('setup').execute();
        await audit(transaction, {
          ...attribution({ actor: `user:${id}`, name: body.name, address: caller.address }),
          action: 'setup.complete',
          outcome: 'done',
          kind: 'user',
          code: body.login,
          scope: null,
          before: null,
          after: { login: body.login, name: body.name, grants: [grant] },
        });
        const { address, userAgent } = caller;
        return done(await sessions.begin(transaction, { userId: id, method: 'link', address, userAgent }));
      });
      if (!begun.ok) return begun;
      const account = directory.account(id);
      if (!account) return refuse('unavailable', 'the account is not known yet');
      return done(meOf(account, begun.value.session), begun.value.effects);
    },
  };
  return { routes, announce };
}
