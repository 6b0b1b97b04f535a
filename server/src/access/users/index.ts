// Owns managing accounts: what is done is checked, stored and audited in one transaction. For HTTP and for the command line.
import { randomUUID } from 'node:crypto';
import type { Grant } from '@takt/model/access';
import type { RouteInput, User } from '@takt/model/api';
import type { Transaction } from 'kysely';
import type { AppendAudit } from '../../platform/audit/index.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { Account, Directory } from '../directory/index.ts';
import { createLink } from '../sign-in/links.ts';
import { grantsAfter, keyOf } from './grants.ts';
import { type AccountState, accountRecords } from './records.ts';
import { isManageable, isVisible, type PlaceOf, userOf } from './standing.ts';
import {
  endAll,
  endSessions,
  forgetSecrets,
  hasOtherAdmin,
  readAccount,
  stateWhenEnabled,
  storeGrants,
} from './stored.ts';

type Body<N extends 'users.invite' | 'users.put' | 'users.grants'> = RouteInput<N>['body'];
type WithLink = { user: User; link: { path: string; expiresAt: number } };
type Tx = Transaction<Schema>;

export interface UsersParts {
  directory: Directory;
  plant: { placeOf: PlaceOf };
  audit: AppendAudit;
  clock: () => number;
}

export interface Users {
  list(caller: Caller): User[];
  get(caller: Caller, id: string): Outcome<User>;
  invite(caller: Caller, body: Body<'users.invite'>): Promise<Outcome<WithLink>>;
  put(caller: Caller, id: string, body: Body<'users.put'>): Promise<Outcome<User>>;
  /** Sessions of an account whose roles change end: what it opened, it opened under other roles. */
  grants(caller: Caller, id: string, body: Body<'users.grants'>): Promise<Outcome<User>>;
  reset(caller: Caller, id: string): Promise<Outcome<WithLink>>;
  signOut(caller: Caller, id: string): Promise<Outcome<{ ended: number }>>;
}

const missing = () => refuse('not_found', 'there is no such account that you may see');
const lastAdmin = () => refuse('conflict', 'this is the last active platform admin: make another one first');

export function createUsers({ directory, plant, audit, clock }: UsersParts): Users {
  const { placeOf } = plant;
  const view = (caller: Caller, account: Account) => userOf(caller, account, placeOf, clock());

  function get(caller: Caller, id: string): Outcome<User> {
    const account = directory.account(id);
    return account && isVisible(caller, account) ? done(view(caller, account)) : missing();
  }

  /** Work on an account that is there, seen by the caller, and not the caller's own; all of it in one transaction. */
  async function change<T>(
    caller: Caller,
    id: string,
    work: (transaction: Tx, account: Account) => Promise<Outcome<T>>,
  ): Promise<Outcome<T & { user: User }>> {
    const outcome = await directory.change(async (transaction) => {
      const account = await readAccount(transaction, id);
      if (!account || !isVisible(caller, account)) return missing();
      if (caller.userId === id)
        return refuse('forbidden', 'nobody changes their own account here: see the profile, or ask another admin');
      return work(transaction, account);
    });
    if (!outcome.ok) return outcome;
    const account = directory.account(id);
    return account ? done({ ...outcome.value, user: view(caller, account) }) : missing();
  }

  const managed =
    <T>(caller: Caller, work: (transaction: Tx, account: Account) => Promise<Outcome<T>>) =>
    async (transaction: Tx, account: Account): Promise<Outcome<T>> =>
      isManageable(caller, account, placeOf)
        ? work(transaction, account)
        : refuse('forbidden', 'the account has roles that are not yours to give');

  const record = (
    transaction: Tx,
    caller: Caller,
    action: string,
    login: string,
    [before, after]: [AccountState | null, AccountState | null],
  ) => audit(transaction, ...accountRecords({ caller, action, login, before, after }, placeOf));

  return {
    list: (caller) =>
      [...directory.accounts()]
        .filter((account) => isVisible(caller, account))
        .map((account) => view(caller, account))
        .sort((a, b) => (a.login < b.login ? -1 : 1)),
    get,

    async invite(caller, { login, name, grants: asked }) {
      const grants = grantsAfter(caller, [], asked, placeOf);
      if (!grants.ok) return grants;
      const id = randomUUID();
      const invited = await directory.change(async (transaction) => {
        const taken = await transaction.selectFrom('users').select('id').where('login', '=', login).executeTakeFirst();
        if (taken)
          return refuse('conflict', 'there is an account of this name', [{ field: 'login', reason: 'is taken' }]);
        const now = clock();
        const state = 'invited' as const;
        await transaction.insertInto('users').values({ id, login, name, state, created_at: now }).execute();
        await storeGrants(transaction, id, { before: [], after: grants.value, by: caller.actor, at: now });
        const after = { login, name, state, grants: grants.value };
        await record(transaction, caller, 'users.invite', login, [null, after]);
        return done(await createLink(transaction, { userId: id, kind: 'invitation', createdBy: caller.actor, now }));
      });
      if (!invited.ok) return invited;
      const account = directory.account(id);
      return account ? done({ user: view(caller, account), link: invited.value }) : missing();
    },

    async put(caller, id, { name, state }) {
      const outcome = await change(
        caller,
        id,
        managed(caller, async (transaction, account) => {
          const next = state === 'disabled' ? state : await stateWhenEnabled(transaction, account);
          if (state === 'disabled' && isAdmin(account) && !(await hasOtherAdmin(transaction, id))) return lastAdmin();
          await transaction.updateTable('users').set({ name, state: next }).where('id', '=', id).execute();
          if (state === 'disabled') await endAll(transaction, id);
          const before = stateOf(account);
          await record(transaction, caller, 'users.put', account.login, [before, { ...before, name, state: next }]);
          return done({});
        }),
      );
      return outcome.ok ? done(outcome.value.user) : outcome;
    },

    async grants(caller, id, { grants: asked }) {
      const outcome = await change(caller, id, async (transaction, account) => {
        const after = grantsAfter(caller, account.grants, asked, placeOf);
        if (!after.ok) return after;
        if (sameGrants(account.grants, after.value)) return done({});
        const strips = isAdmin(account) && !after.value.some(({ role }) => role === 'platform_admin');
        if (strips && !(await hasOtherAdmin(transaction, id))) return lastAdmin();
        const change = { before: account.grants, after: after.value, by: caller.actor, at: clock() };
        await storeGrants(transaction, id, change);
        await endSessions(transaction, id);
        const before = stateOf(account);
        await record(transaction, caller, 'users.grants', account.login, [before, { ...before, grants: after.value }]);
        return done({});
      });
      return outcome.ok ? done(outcome.value.user) : outcome;
    },

    reset: (caller, id) =>
      change(
        caller,
        id,
        managed(caller, async (transaction, account) => {
          if (account.state === 'disabled') return refuse('conflict', 'the account is disabled');
          if (account.provider !== null) return refuse('conflict', 'the account signs in at an identity provider');
          await forgetSecrets(transaction, id);
          await endSessions(transaction, id);
          const before = { ...stateOf(account), secondFactor: account.hasSecondFactor };
          await record(transaction, caller, 'users.reset', account.login, [before, { ...before, secondFactor: false }]);
          const kind = account.state === 'invited' ? 'invitation' : 'reset';
          const link = await createLink(transaction, { userId: id, kind, createdBy: caller.actor, now: clock() });
          return done({ link });
        }),
      ),

    async signOut(caller, id) {
      const outcome = await change(
        caller,
        id,
        managed(caller, async (transaction, account) => {
          const ended = await endSessions(transaction, id);
          const before = { ...stateOf(account), sessions: ended };
          await record(transaction, caller, 'users.signOut', account.login, [before, { ...before, sessions: 0 }]);
          return done({ ended });
        }),
      );
      return outcome.ok ? done({ ended: outcome.value.ended }) : outcome;
    },
  };
}

function stateOf({ login, name, state, grants }: Account): AccountState {
  return { login, name, state, grants };
}

function isAdmin({ state, grants }: Account): boolean {
  return state === 'active' && grants.some(({ role }) => role === 'platform_admin');
}

function sameGrants(a: readonly Grant[], b: readonly Grant[]): boolean {
  const keys = new Set(a.map(keyOf));
  return a.length === b.length && b.every((grant) => keys.has(keyOf(grant)));
}
