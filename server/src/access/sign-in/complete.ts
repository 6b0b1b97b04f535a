// Owns the end of every sign-in, however somebody showed who they are: a session, a known browser, an entry in the audit log.
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../../platform/audit/index.ts';
import { attribution, type Caller } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import { done, type Effects, type Outcome, refuse } from '../../platform/outcome.ts';
import type { Session, Sessions, SignInMethod } from '../sessions/index.ts';
import { type Devices, deviceCookie } from './devices.ts';

export interface SignIn {
  user: { id: string; login: string; name: string };
  method: SignInMethod;
  caller: Caller;
  /** For the audit log, such as `session.signIn`. */
  action: string;
  /** More for the audit log; never a secret. */
  told?: unknown;
}

export type CompleteSignIn = (
  transaction: Kysely<Schema>,
  of: SignIn,
) => Promise<Outcome<{ session: Session; effects: Effects }>>;

/**
 * Works in a transaction of {@link Directory.change}. Refuses an account that is not active at that moment. A session the browser
 * has already ends: its secret may be known to whoever gave it to the browser.
 */
export function createComplete(parts: {
  sessions: Pick<Sessions, 'begin'>;
  devices: Devices;
  audit: AppendAudit;
  clock: () => number;
}): CompleteSignIn {
  const { sessions, devices, audit, clock } = parts;
  return async (transaction, { user, method, caller, action, told = null }) => {
    const now = clock();
    const known = devices.known(caller.cookie(deviceCookie), user.id) !== undefined;
    const { numUpdatedRows } = await transaction
      .updateTable('users')
      // A browser that was known did not wait for the lock of strangers, and does not lift it.
      .set({ last_sign_in_at: now, ...(!known && { failures: 0, locked_until: null }) })
      .where('id', '=', user.id)
      .where('state', '=', 'active')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return refuse('unauthorized', 'the account cannot be used');
    if (caller.sessionId !== undefined)
      await transaction.deleteFrom('sessions').where('id', '=', caller.sessionId).execute();
    const { address, userAgent } = caller;
    const { session, effects } = await sessions.begin(transaction, { userId: user.id, method, address, userAgent });
    await audit(transaction, {
      ...attribution({ actor: `user:${user.id}`, name: user.name, address }),
      action,
      outcome: 'done',
      kind: 'user',
      code: user.login,
      scope: null,
      before: null,
      after: { method, session: session.id, ...(told !== null && { told }) },
    });
    const remembered = devices.remember(caller.cookie(deviceCookie), user.id);
    const cookies = [...(effects.cookies ?? []), ...(remembered.cookies ?? [])];
    return done({ session, effects: { cookies } });
  };
}
