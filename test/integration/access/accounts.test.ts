// Accounts, roles, consents and disclosures on both databases: who sees whom, who gives what, what is left when something ends.
import { parseGrantScope, type SentGrant } from '@takt/model/access';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KnownCaller } from '../../../server/src/access/caller.ts';
import type { Outcome } from '../../../server/src/platform/outcome.ts';
import { type Databases, databaseKinds } from '../../harness/databases.ts';
import { describeWith } from '../../harness/requirements.ts';
import { type AccessStage, grant, grantsOf, openAccessStage, parsed } from './stage.ts';

const none = { params: undefined, query: undefined, body: undefined };

function succeeded<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.refusal.kind}: ${outcome.refusal.detail}`);
  return outcome.value;
}
function refused(outcome: Outcome<unknown>) {
  if (outcome.ok) throw new Error('it was not refused');
  return outcome.refusal;
}

for (const { name, needs, start } of databaseKinds) {
  describeWith(needs, `accounts on ${name}`, () => {
    let databases: Databases;
    let stage: AccessStage;
    beforeAll(async () => {
      databases = await start();
      stage = await openAccessStage(await databases.create());
    });
    afterAll(async () => {
      await stage?.close();
      await databases?.remove();
    });
    beforeEach(async () => {
      await stage.clear();
      await stage.account('root', grant('platform_admin', 'platform'));
      await stage.account('boss-a', grant('enterprise_admin', 'enterprise:a'));
      await stage.account('boss-b', grant('enterprise_admin', 'enterprise:b'));
    });

    const routes = () => stage.access.routes;
    const invite = (caller: KnownCaller, login: string, ...grants: SentGrant[]) =>
      routes()['users.invite']({ ...none, caller, body: { login, name: login, grants } });
    const setGrants = (caller: KnownCaller, id: string, ...grants: SentGrant[]) =>
      routes()['users.grants']({ ...none, caller, params: { id }, body: { grants } });
    const put = (caller: KnownCaller, id: string, state: 'active' | 'disabled') =>
      routes()['users.put']({ ...none, caller, params: { id }, body: { name: 'renamed', state } });
    const list = async (caller: KnownCaller) => succeeded(await routes()['users.list']({ ...none, caller }));
    const rowsOf = (table: 'sessions' | 'api_tokens' | 'links' | 'recovery_codes', id: string) =>
      stage.database.db.selectFrom(table).selectAll().where('user_id', '=', id).execute();
    const beginSession = (id: string) =>
      stage.database.db
        .insertInto('sessions')
        .values({
          id: `session of ${id}`,
          user_id: id,
          token_hash: `hash of ${id}`,
          previous_hash: null,
          previous_until: null,
          address: '',
          user_agent: '',
          method: 'password',
          created_at: 0,
          rotated_at: 0,
          last_seen_at: 0,
          idle_expires_at: 1,
          expires_at: 1,
        })
        .execute();

    describe('are seen', () => {
      it('by who administers a part they have a role in, with the roles there alone', async () => {
        await stage.account('both', grant('plant_manager', 'site:a1'), grant('plant_manager', 'site:b1'));
        const seen = await list(stage.caller('boss-a'));
        expect(seen.map(({ login }) => login)).toEqual(['boss-a', 'both']);
        expect(seen[1]).toMatchObject({ grants: [grant('plant_manager', 'site:a1')], more: true, manageable: false });
        expect(JSON.stringify(seen)).not.toContain('b1');
        expect((await list(stage.caller('root'))).map(({ login }) => login)).toEqual([
          'boss-a',
          'boss-b',
          'both',
          'root',
        ]);
      });

      it('as missing by everybody else', async () => {
        const caller = stage.caller('boss-a');
        for (const id of ['boss-b', 'root', 'nobody']) {
          const refusals = [
            await routes()['users.get']({ ...none, caller, params: { id } }),
            await put(caller, id, 'disabled'),
            await setGrants(caller, id),
            await routes()['users.reset']({ ...none, caller, params: { id } }),
            await routes()['users.signOut']({ ...none, caller, params: { id } }),
          ].map(refused);
          expect(new Set(refusals.map(({ kind, detail }) => `${kind} ${detail}`))).toEqual(
            new Set(['not_found there is no such account that you may see']),
          );
        }
      });

      it('with roles over what is gone by who runs the installation', async () => {
        await stage.account('left', grant('operator', 'line:gone'));
        expect((await list(stage.caller('root'))).map(({ login }) => login)).toContain('left');
        expect((await list(stage.caller('boss-a'))).map(({ login }) => login)).not.toContain('left');
      });
    });

    describe('are invited', () => {
      it('with roles the inviter may give; the link is answered once and kept as a hash', async () => {
        const { user, link } = succeeded(await invite(stage.caller('boss-a'), 'new', grant('operator', 'line:a1l')));
        expect(user).toMatchObject({ state: 'invited', grants: [grant('operator', 'line:a1l')], manageable: true });
        expect(link.path).toMatch(/^\/invitation#.{20,}$/);
        expect(link.expiresAt).toBeGreaterThan(stage.now());
        const secret = link.path.split('#')[1] ?? '';
        expect(JSON.stringify([await rowsOf('links', user.id), await stage.audited()])).not.toContain(secret);
      });

      it('not with roles that are not the inviter’s to give; the refusal names the field', async () => {
        const caller = stage.caller('boss-a');
        const ours = grant('operator', 'line:a1l');
        for (const [bad, field] of [
          [grant('platform_admin', 'platform'), 'grants.1.role'],
          [grant('district_officer', 'district:north'), 'grants.1.role'],
          [grant('plant_manager', 'site:b1'), 'grants.1.scope'],
          [grant('plant_manager', 'site:gone'), 'grants.1.scope'],
          [grant('auditor', 'platform'), 'grants.1.scope'],
        ] as const) {
          const refusal = refused(await invite(caller, 'new', ours, bad));
          expect(refusal.kind).toBe('forbidden');
          expect(refusal.errors?.map((error) => error.field)).toEqual([field]);
        }
        expect(stage.access.directory.byLogin('new')).toBeUndefined();
      });

      it('not over what does not exist, nor by a name that is taken', async () => {
        const gone = refused(await invite(stage.caller('root'), 'new', grant('plant_manager', 'site:gone')));
        expect(gone).toMatchObject({ kind: 'invalid', errors: [{ field: 'grants.0.scope' }] });
        const taken = refused(await invite(stage.caller('boss-a'), 'boss-b', grant('operator', 'line:a1l')));
        expect(taken).toMatchObject({ kind: 'conflict', errors: [{ field: 'login' }] });
      });

      it('not beyond what an API token may', async () => {
        const token = { permissions: ['users.read', 'users.write'] as const, scope: null };
        expect(
          refused(await invite(stage.caller('root', token), 'new', grant('platform_admin', 'platform'))).kind,
        ).toBe('forbidden');
        const narrowed = {
          permissions: [
            'users.write',
            'plant.read',
            'machines.read',
            'kpi.read',
            'machine_kpi.read',
            'telemetry.read',
          ] as const,
          scope: parseGrantScope('site:a1'),
        };
        const caller = stage.caller('boss-a', narrowed);
        expect(refused(await invite(caller, 'new', grant('operator', 'workshop:a2w'))).kind).toBe('forbidden');
        expect((await invite(caller, 'new', grant('operator', 'workshop:a1w'))).ok).toBe(true);
      });
    });

    describe('have roles', () => {
      it('replaced that the caller may give, while others stay', async () => {
        await stage.account('both', grant('plant_manager', 'site:a1'), grant('plant_manager', 'site:b1'));
        await beginSession('both');
        const changed = succeeded(await setGrants(stage.caller('boss-a'), 'both', grant('operator', 'line:a1l')));
        expect(changed).toMatchObject({ grants: [grant('operator', 'line:a1l')], more: true });
        expect(grantsOf(stage, 'both')).toHaveLength(2);
        expect(grantsOf(stage, 'both')).toEqual(
          expect.arrayContaining([parsed('operator', 'line:a1l'), parsed('plant_manager', 'site:b1')]),
        );
        expect(await rowsOf('sessions', 'both')).toEqual([]);
      });

      it('that stay as they are: nothing ends and nothing is logged', async () => {
        await stage.account('op', grant('operator', 'line:a1l'));
        await beginSession('op');
        succeeded(await setGrants(stage.caller('boss-a'), 'op', grant('operator', 'line:a1l')));
        expect(await rowsOf('sessions', 'op')).toHaveLength(1);
        expect(await stage.audited()).toEqual([]);
      });

      it('never changed by oneself, and at least one', async () => {
        const own = refused(await setGrants(stage.caller('root'), 'root', grant('enterprise_admin', 'enterprise:a')));
        expect(own.kind).toBe('forbidden');
        await stage.account('op', grant('operator', 'line:a1l'));
        expect(refused(await setGrants(stage.caller('boss-a'), 'op'))).toMatchObject({
          kind: 'invalid',
          errors: [{ field: 'grants' }],
        });
      });

      it('in the log of every enterprise concerned, with what is there alone', async () => {
        await stage.account('both', grant('plant_manager', 'site:a1'), grant('plant_manager', 'site:b1'));
        succeeded(await put(stage.caller('root'), 'both', 'disabled'));
        const entries = await stage.audited();
        expect(entries.map(({ action, actor, code, scope }) => [action, actor, code, scope])).toEqual([
          ['users.put', 'user:root', 'both', 'site:a1'],
          ['users.put', 'user:root', 'both', 'site:b1'],
        ]);
        expect(JSON.parse(entries[0]?.before ?? '')).toMatchObject({ state: 'active', grants: [{ scope: 'site:a1' }] });
        expect(JSON.parse(entries[0]?.after ?? '')).toMatchObject({ state: 'disabled', name: 'renamed' });
        expect(`${entries[0]?.before}${entries[0]?.after}`).not.toContain('b1');
      });
    });

    describe('end', () => {
      it('disabled, with their sessions, links and tokens, and come back without them', async () => {
        await stage.account('op', grant('operator', 'line:a1l'));
        await beginSession('op');
        const body = { name: 't', permissions: ['kpi.read' as const], scope: null, expiresAt: stage.now() + 1000 };
        succeeded(await routes()['tokens.create']({ ...none, caller: stage.caller('op'), body }));
        succeeded(await put(stage.caller('boss-a'), 'op', 'disabled'));
        expect(await rowsOf('sessions', 'op')).toEqual([]);
        expect(await rowsOf('api_tokens', 'op')).toEqual([]);
        expect(succeeded(await put(stage.caller('boss-a'), 'op', 'active')).state).toBe('active');
      });

      it('not by those who may not give all their roles, and not by themselves', async () => {
        await stage.account('manager', grant('plant_manager', 'site:a1'));
        await stage.account('mixed', grant('operator', 'line:a1l'), grant('plant_manager', 'site:a2'));
        expect(refused(await put(stage.caller('manager'), 'mixed', 'disabled')).kind).toBe('forbidden');
        expect(refused(await put(stage.caller('manager'), 'manager', 'disabled')).kind).toBe('forbidden');
        expect(refused(await put(stage.caller('root'), 'root', 'disabled')).kind).toBe('forbidden');
      });

      it('but the last active platform admin does not, nor loses the role', async () => {
        await stage.account('second', grant('platform_admin', 'platform'), grant('auditor', 'platform'));
        const root = stage.caller('root');
        const second = stage.caller('second');
        succeeded(await put(second, 'root', 'disabled'));
        // `root` asked before it was disabled.
        expect(refused(await put(root, 'second', 'disabled')).kind).toBe('conflict');
        expect(refused(await setGrants(root, 'second', grant('auditor', 'platform'))).kind).toBe('conflict');
      });

      it('reset, with password, second factor, recovery codes, sessions and lock', async () => {
        await stage.account('op', grant('operator', 'line:a1l'));
        await beginSession('op');
        const { db } = stage.database;
        await db
          .updateTable('users')
          .set({ totp_secret: 's', totp_confirmed_at: 1, failures: 9, locked_until: stage.now() + 1e6 })
          .where('id', '=', 'op')
          .execute();
        await db.insertInto('recovery_codes').values({ user_id: 'op', hash: 'h', used_at: null }).execute();
        const { user, link } = succeeded(
          await routes()['users.reset']({ ...none, caller: stage.caller('boss-a'), params: { id: 'op' } }),
        );
        expect(user).toMatchObject({ secondFactor: false, lockedUntil: null });
        expect(link.path).toMatch(/^\/invitation#/);
        expect(await rowsOf('sessions', 'op')).toEqual([]);
        expect(await rowsOf('recovery_codes', 'op')).toEqual([]);
        expect(await rowsOf('links', 'op')).toMatchObject([{ kind: 'reset', created_by: 'user:boss-a' }]);
        const row = await db.selectFrom('users').selectAll().where('id', '=', 'op').executeTakeFirstOrThrow();
        expect(row).toMatchObject({ password_hash: null, totp_secret: null, failures: 0, locked_until: null });
      });

      it('are signed out everywhere', async () => {
        await stage.account('op', grant('operator', 'line:a1l'));
        await beginSession('op');
        const input = { ...none, caller: stage.caller('boss-a'), params: { id: 'op' } };
        expect(succeeded(await routes()['users.signOut'](input))).toEqual({ ended: 1 });
        expect(succeeded(await routes()['users.signOut'](input))).toEqual({ ended: 0 });
      });
    });

    describe('and consents', () => {
      const year = 365 * 86_400_000;
      const consent = (over: object = {}) => ({
        enterprise: 'a',
        bureau: 'district:north',
        groups: ['telemetry', 'aggregates', 'telemetry'] as ('telemetry' | 'aggregates')[],
        purpose: 'energy audit',
        until: stage.now() + year,
        ...over,
      });
      const give = (over: object = {}) =>
        routes()['consents.grant']({ ...none, caller: stage.caller('boss-a'), body: consent(over) });
      const consents = async (id: string) =>
        succeeded(await routes()['consents.list']({ ...none, caller: stage.caller(id), query: {} }));
      const disclosures = async (id: string) =>
        succeeded(await routes()['disclosures.list']({ ...none, caller: stage.caller(id), query: { limit: 100 } }));
      beforeEach(async () => {
        await stage.account('north', grant('district_officer', 'district:north'));
        await stage.account('south', grant('district_officer', 'district:south'));
        await stage.account('city', grant('city_officer', 'platform'));
      });

      it('are given to bureaus that have to do with the enterprise, for three years at most', async () => {
        expect(succeeded(await give())).toMatchObject({
          groups: ['aggregates', 'telemetry'],
          state: 'in_force',
          grantedBy: 'boss-a name',
          disclosures: 0,
        });
        expect(succeeded(await give({ bureau: 'platform' })).bureau).toBe('platform');
        const fields = async (over: object) => refused(await give(over)).errors?.map(({ field }) => field);
        expect(await fields({ bureau: 'district:west' })).toEqual(['bureau']);
        expect(await fields({ until: stage.now() })).toEqual(['until']);
        expect(await fields({ until: stage.now() + 4 * year })).toEqual(['until']);
      });

      it('are seen by the enterprise and by the bureau they were given to', async () => {
        succeeded(await give());
        expect(await consents('boss-a')).toHaveLength(1);
        expect(await consents('north')).toHaveLength(1);
        expect(await consents('root')).toHaveLength(1);
        for (const other of ['boss-b', 'south', 'city']) expect(await consents(other)).toEqual([]);
      });

      it('are withdrawn once, by the enterprise', async () => {
        const { id } = succeeded(await give());
        const withdraw = (who: string) =>
          routes()['consents.withdraw']({ ...none, caller: stage.caller(who), params: { id } });
        for (const other of ['boss-b', 'north', 'root']) expect(refused(await withdraw(other)).kind).toBe('not_found');
        expect(succeeded(await withdraw('boss-a'))).toMatchObject({ state: 'withdrawn', withdrawnBy: 'boss-a name' });
        expect(refused(await withdraw('boss-a')).kind).toBe('conflict');
        expect((await stage.audited()).map(({ action, scope }) => [action, scope])).toEqual([
          ['consents.grant', 'enterprise:a'],
          ['consents.withdraw', 'enterprise:a'],
        ]);
      });

      it('say what was seen under them: watching is one disclosure a minute, what else is seen another', async () => {
        succeeded(await give());
        const see = async (from: number, to: number, machine = 'a1m') => {
          const caller = stage.caller('north');
          expect(caller.may('telemetry.read', { level: 'machine', code: machine })).toBe(true);
          await stage.access.disclosures.add(caller, 'machines.history', caller.opened(), { from, to });
        };
        await see(0, 100);
        stage.pass(5000);
        await see(5, 105);
        await see(1000, 2000);
        stage.pass(5000);
        await see(1500, 2500);
        stage.pass(60_000);
        await see(1500, 2500);
        const at = stage.now();
        expect(await disclosures('boss-a')).toMatchObject([
          { count: 1, at, lastAt: at, from: 1500, to: 2500, actorName: 'north name', scope: 'machine:a1m' },
          { count: 2, lastAt: at - 60_000, from: 1000, to: 2500, bureau: 'district:north' },
          { count: 2, lastAt: at - 65_000, from: 0, to: 105, enterpriseName: 'Acme', permission: 'telemetry.read' },
        ]);
        expect(await disclosures('north')).toHaveLength(3);
        for (const other of ['boss-b', 'south', 'city']) expect(await disclosures(other)).toEqual([]);
        expect((await consents('boss-a'))[0]).toMatchObject({ disclosures: 5, lastDisclosureAt: at });
      });

      it('and disclosures are exported without formulas', async () => {
        succeeded(await give());
        const caller = stage.caller('north');
        caller.may('telemetry.read', { level: 'machine', code: 'a1m' });
        const opened = caller.opened();
        await stage.access.disclosures.add({ actor: 'user:x', name: '=1+1' }, 'live', opened, { from: null, to: null });
        const query = {};
        const csv = succeeded(await routes()['disclosures.export']({ ...none, caller: stage.caller('boss-a'), query }));
        expect(csv).toContain(",'=1+1,telemetry.read,live,machine:a1m,,\r\n");
      });
    });
  });
}
