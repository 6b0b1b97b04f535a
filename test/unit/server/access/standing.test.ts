// What anybody is told of accounts, over random grants: nothing of a part of the plant that is not theirs.
import { coversScope, formatGrantScope, type Grant, type Permission, permissions } from '@takt/model/access';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCaller, type Identity } from '../../../../server/src/access/caller.ts';
import type { Account } from '../../../../server/src/access/directory/index.ts';
import { grantsAfter } from '../../../../server/src/access/users/grants.ts';
import { accountRecords } from '../../../../server/src/access/users/records.ts';
import { isManageable, isVisible, mayGive, userOf } from '../../../../server/src/access/users/standing.ts';
import { anyGrant, anyGrants, placeOf } from '../../model/access/plant.ts';

const accountWith = (id: string, grants: readonly Grant[]): Account => ({
  id,
  login: id,
  name: id,
  language: null,
  state: 'active',
  hasSecondFactor: false,
  provider: null,
  createdAt: 0,
  lastSignInAt: null,
  lockedUntil: null,
  grants,
});

function callerWith(grants: readonly Grant[], token?: Identity['token']) {
  const account = accountWith('caller', grants);
  const sender = { cookie: () => undefined, address: null, userAgent: '' };
  const identity = {
    ...sender,
    actor: 'user:caller',
    name: 'caller',
    account,
    sessionId: undefined,
    tokenId: undefined,
  };
  return createCaller({ ...identity, token }, { placeOf, consentsOf: () => [], clock: () => 0 });
}

const somePermissions = fc.subarray([...permissions] as Permission[]);

describe('of accounts', () => {
  it('nobody is told of a role outside what they administer', () => {
    fc.assert(
      fc.property(anyGrants, anyGrants, (own, theirs) => {
        const caller = callerWith(own);
        const account = accountWith('other', theirs);
        const told = userOf(caller, account, placeOf, 0);
        const within = theirs.filter(({ scope }) => own.some((grant) => coversScope(grant.scope, scope, placeOf)));
        const scopes = within.map(({ scope }) => formatGrantScope(scope));
        for (const { scope } of told.grants) expect(scopes).toContain(scope);
        expect(told.more).toBe(told.grants.length < theirs.length);
        if (told.grants.length > 0) expect(isVisible(caller, account)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('nobody manages what they do not see, nor themselves', () => {
    fc.assert(
      fc.property(anyGrants, anyGrants, (own, theirs) => {
        const caller = callerWith(own);
        const account = accountWith('other', theirs);
        if (isManageable(caller, account, placeOf)) expect(isVisible(caller, account)).toBe(true);
        expect(isManageable(caller, accountWith('caller', own), placeOf)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('an API token never gives what its owner does not', () => {
    fc.assert(
      fc.property(anyGrants, somePermissions, fc.option(anyGrant), anyGrant, (own, allowed, narrowed, grant) => {
        const token = { permissions: allowed, scope: narrowed?.scope ?? null };
        if (mayGive(callerWith(own, token), grant, placeOf)) {
          expect(mayGive(callerWith(own), grant, placeOf)).toBe(true);
          expect(allowed).toContain('users.write');
          if (narrowed) expect(coversScope(narrowed.scope, grant.scope, placeOf)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('roles that are not the caller’s to give stay, whatever is asked', () => {
    fc.assert(
      fc.property(anyGrants, anyGrants, anyGrants, (own, held, asked) => {
        const caller = callerWith(own);
        const sent = asked.map(({ role, scope }) => ({ role, scope: formatGrantScope(scope) }));
        const after = grantsAfter(caller, held, sent, placeOf);
        if (!after.ok) return;
        const theirs = (grants: readonly Grant[]) =>
          new Set(grants.filter((one) => !mayGive(caller, one, placeOf)).map((one) => JSON.stringify(one)));
        expect(theirs(after.value)).toEqual(theirs(held));
      }),
      { numRuns: 1000 },
    );
  });

  it('an entry of the audit log tells of one enterprise’s roles alone, and none is left out', () => {
    fc.assert(
      fc.property(anyGrants, anyGrants, (before, after) => {
        const happening = { caller: { actor: 'user:x', name: 'x', address: null }, action: 'users.grants', login: 'l' };
        const records = accountRecords({ ...happening, before: { grants: before }, after: { grants: after } }, placeOf);
        const enterpriseOf = (scope: string | null) => /^(?:enterprise:|\w+:)?([ab])(?:$|\d)/.exec(scope ?? '')?.[1];
        for (const { scope, before: was, after: is } of records) {
          const told = [was, is].flatMap((state) => (state as { grants: { scope: string }[] }).grants);
          for (const grant of told) expect(enterpriseOf(grant.scope)).toBe(enterpriseOf(scope));
        }
        const count = records.reduce((sum, { after: is }) => sum + (is as { grants: unknown[] }).grants.length, 0);
        expect(count).toBe(after.length);
      }),
      { numRuns: 1000 },
    );
  });
});
