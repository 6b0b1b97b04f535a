// API tokens: never more than their owner may, never for ever, counted, and over at once when they end.
import { type Permission, parseGrantScope } from '@takt/model/access';
import { api, type RouteName } from '@takt/model/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessStage, grant, openAccessStage } from './stage.ts';

const none = { params: undefined, query: undefined, body: undefined };
const perMinute = 20;

describe('an API token', () => {
  let stage: AccessStage;
  beforeAll(async () => {
    stage = await openAccessStage({ path: ':memory:' }, { tokenRequestsPerMinute: perMinute });
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    await stage.clear();
    await stage.account('root', grant('platform_admin', 'platform'));
    await stage.account('boss', grant('enterprise_admin', 'enterprise:a'));
  });

  const make = (permissions: Permission[], over: { scope?: string; expiresAt?: number } = {}, who = 'boss') => {
    const { scope, expiresAt = stage.now() + 3_600_000 } = over;
    const body = { name: 'export', permissions, scope: scope === undefined ? null : parseGrantScope(scope), expiresAt };
    return stage.access.routes['tokens.create']({ ...none, caller: stage.caller(who), body });
  };
  const made = async (permissions: Permission[], over: { scope?: string; expiresAt?: number } = {}) => {
    const outcome = await make(permissions, over);
    if (!outcome.ok) throw new Error(outcome.refusal.detail);
    return outcome.value;
  };
  const fieldsRefused = async (permissions: Permission[], over: { scope?: string; expiresAt?: number } = {}) => {
    const outcome = await make(permissions, over);
    return outcome.ok ? [] : outcome.refusal.errors?.map(({ field }) => field);
  };
  const identified = (token: string) => stage.access.http.identify(stage.sender(`Bearer ${token}`));
  const kindOf = async (token: string) => {
    const outcome = await identified(token);
    return outcome.ok ? 'known' : outcome.refusal.kind;
  };
  const revoke = (who: string, id: string) =>
    stage.access.routes['tokens.revoke']({ ...none, caller: stage.caller(who), params: { id } });
  const rowOf = (id: string) =>
    stage.database.db.selectFrom('api_tokens').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  it('holds some of what its owner holds, and nothing that is the owner’s own', async () => {
    expect(await fieldsRefused(['kpi.read', 'operations.write'])).toEqual(['permissions.1']);
    expect(await fieldsRefused(['self', 'public'])).toEqual(['permissions.0', 'permissions.1']);
  });

  it('reaches no further than its owner', async () => {
    expect(await fieldsRefused(['kpi.read'], { scope: 'site:b1' })).toEqual(['scope']);
    expect(await fieldsRefused(['kpi.read'], { scope: 'site:gone' })).toEqual(['scope']);
    expect(await fieldsRefused(['kpi.read'], { scope: 'platform' })).toEqual(['scope']);
    const caller = await identified((await made(['kpi.read'], { scope: 'site:a1' })).token);
    if (!caller.ok) throw new Error(caller.refusal.detail);
    expect(caller.value.may('kpi.read', { level: 'workshop', code: 'a1w' })).toBe(true);
    expect(caller.value.may('kpi.read', { level: 'workshop', code: 'a2w' })).toBe(false);
    expect(caller.value.may('plant.read', { level: 'workshop', code: 'a1w' })).toBe(false);
  });

  it('is narrowed when its owner loses a role', async () => {
    const { token } = await made(['kpi.read']);
    await stage.access.routes['users.grants']({
      ...none,
      caller: stage.caller('root'),
      params: { id: 'boss' },
      body: { grants: [grant('operator', 'line:a1l')] },
    });
    const caller = await identified(token);
    if (!caller.ok) throw new Error(caller.refusal.detail);
    expect(caller.value.may('kpi.read', { level: 'line', code: 'a1l' })).toBe(true);
    expect(caller.value.may('kpi.read', { level: 'workshop', code: 'a1w' })).toBe(false);
  });

  it('ends, after 400 days at the latest', async () => {
    expect(await fieldsRefused(['kpi.read'], { expiresAt: stage.now() })).toEqual(['expiresAt']);
    expect(await fieldsRefused(['kpi.read'], { expiresAt: stage.now() + 401 * 86_400_000 })).toEqual(['expiresAt']);
    const { token } = await made(['kpi.read'], { expiresAt: stage.now() + 1000 });
    expect(await kindOf(token)).toBe('known');
    stage.pass(1000);
    expect(await kindOf(token)).toBe('unauthorized');
  });

  it('is over at once when it is revoked, by its owner alone', async () => {
    const { id, token } = await made(['kpi.read']);
    expect(await kindOf(token)).toBe('known');
    expect((await revoke('root', id)).ok).toBe(false);
    expect(await kindOf(token)).toBe('known');
    expect((await revoke('boss', id)).ok).toBe(true);
    expect(await kindOf(token)).toBe('unauthorized');
    expect((await stage.audited()).map(({ action, scope }) => [action, scope])).toEqual([
      ['tokens.create', 'enterprise:a'],
      ['tokens.revoke', 'enterprise:a'],
    ]);
  });

  it('for a part of one enterprise is told of in the log of another without that part', async () => {
    await stage.account('both', grant('plant_manager', 'site:a1'), grant('plant_manager', 'site:b1'));
    expect((await make(['kpi.read'], { scope: 'site:b1' }, 'both')).ok).toBe(true);
    const told = (await stage.audited()).map(({ scope, after }) => [scope, JSON.parse(after ?? '').scope]);
    expect(told).toEqual([
      ['site:a1', 'elsewhere'],
      ['site:b1', 'site:b1'],
    ]);
  });

  it('is over at once when its owner is disabled', async () => {
    const { token } = await made(['kpi.read']);
    expect(await kindOf(token)).toBe('known');
    const body = { name: 'boss', state: 'disabled' as const };
    await stage.access.routes['users.put']({ ...none, caller: stage.caller('root'), params: { id: 'boss' }, body });
    expect(await kindOf(token)).toBe('unauthorized');
  });

  it('that another process ended is not believed for long', async () => {
    const { id, token } = await made(['kpi.read']);
    expect(await kindOf(token)).toBe('known');
    await stage.database.db.deleteFrom('api_tokens').where('id', '=', id).execute();
    stage.pass(5000);
    expect(await kindOf(token)).toBe('unauthorized');
  });

  it('says when it was last used, written once a minute at most', async () => {
    const { id, token } = await made(['kpi.read']);
    const first = stage.now();
    await identified(token);
    stage.pass(59_000);
    await identified(token);
    expect((await rowOf(id)).last_used_at).toBe(first);
    stage.pass(1000);
    await identified(token);
    expect((await rowOf(id)).last_used_at).toBe(first + 60_000);
  });

  it('asks so many times a minute, each by itself', async () => {
    const [one, other] = [await made(['kpi.read']), await made(['kpi.read'])];
    for (let n = 0; n < perMinute; n++) expect(await kindOf(one.token)).toBe('known');
    const refused = await identified(one.token);
    expect(refused).toMatchObject({ ok: false, refusal: { kind: 'too_many_requests' } });
    expect(!refused.ok && (refused.refusal.retryAfterMs ?? 0) > 0).toBe(true);
    expect(await kindOf(other.token)).toBe('known');
  });

  it('is kept as a hash, told from others by its start, and listed for its owner alone', async () => {
    const { id, token, start } = await made(['kpi.read', 'kpi.read']);
    expect(token.startsWith(start)).toBe(true);
    expect(JSON.stringify([await rowOf(id), await stage.audited()])).not.toContain(token);
    const list = (who: string) => stage.access.routes['tokens.list']({ ...none, caller: stage.caller(who) });
    expect(await list('boss')).toMatchObject({ value: [{ id, start, permissions: ['kpi.read'], lastUsedAt: null }] });
    expect(await list('root')).toEqual({ ok: true, value: [] });
  });

  it('is one of fifty at most', async () => {
    for (let n = 0; n < 50; n++) await made(['kpi.read']);
    expect(await make(['kpi.read'])).toMatchObject({ ok: false, refusal: { kind: 'conflict' } });
  });

  it('does nothing that is its owner’s own: no password, second factor, session, token', async () => {
    const { token } = await made(['kpi.read']);
    const caller = await identified(token);
    if (!caller.ok) throw new Error(caller.refusal.detail);
    const own = (Object.keys(api) as RouteName[]).filter((name) => api[name].permission === 'self');
    expect(own).toEqual(expect.arrayContaining(['tokens.create', 'profile.password', 'sessions.revoke']));
    for (const name of own)
      expect(stage.access.http.admit(caller.value, api[name])).toMatchObject({ kind: 'forbidden' });
    expect(stage.access.http.admit(caller.value, api['session.get'])).toBeUndefined();
    expect(stage.access.http.admit(caller.value, api['kpis.query'])).toBeUndefined();
  });
});
