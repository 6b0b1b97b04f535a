// Owns turning the second factor on and off, and new recovery codes.
import type { Handlers } from '../../platform/http/index.ts';
import { done, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../parts.ts';
import { createOneself } from '../sessions/oneself.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';

type Names = 'secondFactor.begin' | 'secondFactor.confirm' | 'secondFactor.recoveryCodes' | 'secondFactor.remove';

const off = () => refuse('conflict', 'the second factor is off');

export function secondFactorRoutes(parts: AccessParts): Handlers<Names> {
  const { db, directory, secondFactor, clock } = parts;
  const oneself = createOneself(parts);

  return {
    'secondFactor.begin': ({ body, caller }) =>
      oneself.withPassword({ caller, action: 'secondFactor.begin', password: body.password }, async ({ user }) => {
        if (user.totp_confirmed_at !== null) return refuse('conflict', 'the second factor is on already');
        return done(await secondFactor.begin(db, user));
      }),

    'secondFactor.confirm': ({ body, caller }) =>
      oneself.limited(caller, 'secondFactor.confirm', async (self) => {
        const { user } = self;
        if (user.totp_confirmed_at !== null) return refuse('conflict', 'the second factor is on already');
        if (user.totp_secret === null) return refuse('conflict', 'there is no secret yet to give a code of');
        const confirmed = await directory.change(async (transaction) => {
          if (!(await secondFactor.takeCode(transaction, user.id, body.code.replace(/\s/g, ''))))
            return refuse('forbidden', 'the code is wrong, or the clock of the device is');
          await transaction
            .updateTable('users')
            .set({ totp_confirmed_at: clock() })
            .where('id', '=', user.id)
            .execute();
          const recoveryCodes = await makeRecoveryCodes(transaction, user.id);
          const effects = await oneself.renew(transaction, self);
          await oneself.tell(transaction, self, 'secondFactor.confirm');
          return done({ recoveryCodes, effects });
        });
        if (!confirmed.ok) return confirmed;
        const { recoveryCodes, effects } = confirmed.value;
        return done({ recoveryCodes }, effects);
      }),

    'secondFactor.recoveryCodes': ({ body, caller }) =>
      oneself.withPassword({ caller, action: 'secondFactor.recoveryCodes', password: body.password }, async (self) => {
        if (self.user.totp_confirmed_at === null) return off();
        const recoveryCodes = await db.transaction().execute(async (transaction) => {
          await oneself.tell(transaction, self, 'secondFactor.recoveryCodes');
          return makeRecoveryCodes(transaction, self.user.id);
        });
        return done({ recoveryCodes });
      }),

    'secondFactor.remove': ({ body, caller }) =>
      oneself.withPassword({ caller, action: 'secondFactor.remove', password: body.password }, async (self) => {
        if (self.user.totp_confirmed_at === null) return off();
        const removed = await directory.change(async (transaction) => {
          await secondFactor.remove(transaction, self.user.id);
          const effects = await oneself.renew(transaction, self);
          await oneself.tell(transaction, self, 'secondFactor.remove');
          return done(effects);
        });
        return removed.ok ? done(undefined, removed.value) : removed;
      }),
  };
}
