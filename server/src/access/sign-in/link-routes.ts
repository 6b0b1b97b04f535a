// Owns what the holder of a link may do with it: see whom it is for, and set the password, once.
import type { RouteAnswer } from '@takt/model/api';
import type { Handlers } from '../../platform/http/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { meOf } from '../me.ts';
import type { AccessParts } from '../parts.ts';
import { refusedPassword } from '../passwords/rules.ts';
import type { User } from './attempts.ts';
import { endLinks, findLink, type Link } from './links.ts';
import { createTicket, endTickets } from './tickets.ts';

const missing = () => refuse('not_found', 'the link was used already, has ended, or never was');

type Step =
  | { step: 'done'; begun: Extract<Awaited<ReturnType<AccessParts['complete']>>, { ok: true }> }
  | { step: 'second_factor'; ticket: string };

export function linkRoutes(parts: AccessParts): Handlers<'invitation.look' | 'invitation.accept'> {
  const { db, directory, sessions, passwords, attempts, complete, clock, onSignIn } = parts;

  async function find(token: string, from = db): Promise<{ link: Link; user: User } | undefined> {
    const link = await findLink(from, token, clock());
    if (!link) return undefined;
    const user = await from.selectFrom('users').selectAll().where('id', '=', link.user_id).executeTakeFirst();
    return user && user.state !== 'disabled' ? { link, user } : undefined;
  }

  return {
    async 'invitation.look'({ body, caller }) {
      return attempts.byAddress({ caller, action: 'invitation.look', login: '' }, async () => {
        const found = await find(body.token);
        if (!found) return missing();
        const { link, user } = found;
        return done({ kind: link.kind, login: user.login, name: user.name, expiresAt: link.expires_at });
      });
    },

    async 'invitation.accept'({ body, caller }) {
      const action = 'invitation.accept';
      return attempts.byAddress<RouteAnswer<'invitation.accept'>>({ caller, action, login: '' }, async () => {
        const known = await find(body.token);
        if (!known) return missing();
        const refused = await refusedPassword(body.password, { login: known.user.login, name: body.name });
        if (refused) return refused;
        const password_hash = await passwords.hash(body.password);
        const taken = await directory.change(async (transaction): Promise<Outcome<Step>> => {
          const found = await find(body.token, transaction);
          if (!found) return missing();
          const { link } = found;
          const user = { ...found.user, name: body.name };
          const set = { name: user.name, password_hash, state: 'active' as const, failures: 0, locked_until: null };
          await transaction.updateTable('users').set(set).where('id', '=', user.id).execute();
          await endLinks(transaction, user.id);
          await endTickets(transaction, user.id);
          await sessions.end(transaction, { userId: user.id });
          if (user.totp_confirmed_at !== null) {
            const ticket = await createTicket(transaction, { userId: user.id, method: 'link', now: clock() });
            return done({ step: 'second_factor', ticket });
          }
          const begun = await complete(transaction, { user, method: 'link', caller, action, told: link.kind });
          return begun.ok ? done({ step: 'done', begun }) : begun;
        });
        if (!taken.ok) return taken;
        if (taken.value.step === 'second_factor') return done(taken.value);
        onSignIn('done');
        const account = directory.account(known.user.id);
        if (!account) return refuse('unavailable', 'the account is not known yet');
        const { session, effects } = taken.value.begun.value;
        return done({ step: 'done' as const, me: meOf(account, session) }, effects);
      });
    },
  };
}
