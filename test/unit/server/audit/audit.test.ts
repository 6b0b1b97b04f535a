// The audit log is read newest first by whom it concerns: everything by whoever watches over the whole, else one's own enterprises and acts.
import type { Grant, Place } from '@takt/model/access';
import { type AuditEntry, api } from '@takt/model/api';
import type { Scope } from '@takt/model/plant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCaller, type Identity } from '../../../../server/src/access/caller.ts';
import { auditRoutes } from '../../../../server/src/audit/index.ts';
import { type AuditRecord, createAudit } from '../../../../server/src/platform/audit/index.ts';
import type { Caller } from '../../../../server/src/platform/caller.ts';
import { type Database, openDatabase } from '../../../../server/src/platform/database/index.ts';

let database: Database;
let now: number;
let routes: ReturnType<typeof auditRoutes>;
/** Nodes and the enterprise each lies in. */
let nodes: Map<string, string>;
const start = Date.UTC(2026, 4, 1);

function placeOf({ level, code }: Scope): Place | undefined {
  const enterprise = nodes.get(`${level}:${code}`);
  return enterprise === undefined
    ? undefined
    : { level, code, districts: ['d'], cities: ['c'], enterprise, [level]: code };
}

function callerWith(id: string, grants: Grant[], more: Partial<Identity> = {}): Caller {
  const account = { id, login: id, name: id, grants } as unknown as Identity['account'];
  const where = { sessionId: 's', tokenId: undefined, address: null, userAgent: '', cookie: () => undefined };
  const identity = { actor: `user:${id}`, name: id, account, ...where, ...more };
  return createCaller(identity, { placeOf, consentsOf: () => [], clock: () => now });
}
const over = (role: Grant['role'], enterprise?: string): Grant[] => [
  { role, scope: enterprise === undefined ? { level: 'platform' } : { level: 'enterprise', code: enterprise } },
];
const auditor = () => callerWith('auditor', over('auditor'));

function write(code: string, more: Partial<AuditRecord> = {}): Promise<void> {
  const record: AuditRecord = {
    actor: 'user:u1',
    actorName: '王工',
    action: 'machines.put',
    outcome: 'done',
    kind: 'machines',
    code,
    scope: null,
    before: null,
    after: { name: code },
    address: null,
    ...more,
  };
  const append = createAudit(
    () => now,
    (scope) => nodes.get(scope),
  );
  return database.db.transaction().execute((transaction) => append(transaction, record));
}

async function list(caller: Caller, query: Record<string, unknown> = {}): Promise<AuditEntry[]> {
  const outcome = await routes['audit.list']({
    params: undefined,
    body: undefined,
    query: api['audit.list'].query.parse(query),
    caller,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}
const codes = async (caller: Caller, query: Record<string, unknown> = {}) =>
  (await list(caller, query)).map(({ code }) => code).join(' ');

beforeEach(async () => {
  database = await openDatabase({ path: ':memory:' });
  routes = auditRoutes({ db: database.db });
  now = start;
  nodes = new Map([
    ['enterprise:acme', 'acme'],
    ['enterprise:other', 'other'],
    ['site:a', 'acme'],
    ['site:o', 'other'],
  ]);
});
afterEach(() => database.close());

describe('filters', () => {
  beforeEach(async () => {
    await write('a');
    now += 1000;
    await write('b', { actor: 'user:u2', actorName: 'Li', action: 'lines.put', kind: 'lines' });
    await write('c', { outcome: 'refused', action: 'session.signIn', kind: 'user', after: { text: '100% "Done"' } });
  });

  it.each([
    [{}, 'c b a'],
    [{ from: start + 1000 }, 'c b'],
    [{ to: start + 1000 }, 'a'],
    [{ from: start + 1001 }, ''],
    [{ actor: 'user:u1' }, 'c a'],
    [{ action: 'lines.put' }, 'b'],
    [{ kind: 'machines' }, 'a'],
    [{ code: 'b' }, 'b'],
    [{ outcome: 'refused' }, 'c'],
    [{ outcome: 'done', actor: 'user:u1' }, 'a'],
    [{ text: '王工' }, 'c a'],
    [{ text: 'LI' }, 'b'],
    [{ text: '100% ' }, 'c'],
    [{ text: '10_' }, ''],
    [{ text: '\\' }, 'c'],
    [{ text: "'; drop table audit_entries; --" }, ''],
  ])('%o finds %o', async (query, found) => {
    expect(await codes(auditor(), query)).toBe(found);
  });

  it('an entry is sent with what was before and after, as it was given', async () => {
    await write('d', { before: { name: '旧' }, after: null, scope: 'site:a', address: '10.0.0.1' });
    expect(await list(auditor(), { code: 'd' })).toEqual([
      {
        id: 4,
        at: now,
        actor: 'user:u1',
        actorName: '王工',
        action: 'machines.put',
        outcome: 'done',
        kind: 'machines',
        code: 'd',
        scope: 'site:a',
        before: { name: '旧' },
        after: null,
        address: '10.0.0.1',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('pages begin after the entry named, though several are of one moment and clocks go back', async () => {
    now = start;
    await write('d');
    const pages: string[] = [];
    let before: number | undefined;
    for (;;) {
      const page = await list(auditor(), { limit: 1, ...(before !== undefined && { before }) });
      if (!page[0]) break;
      pages.push(page[0].code);
      before = page[0].id;
    }
    expect(pages.join(' ')).toBe('c b d a');
    await expect(list(auditor(), { before: 99 })).rejects.toThrow('is not the number of an entry');
  });

  it('a text is found however far back it is', async () => {
    const append = createAudit(() => ++now);
    const record = { actor: 'user:u1', actorName: 'x', action: 'x', outcome: 'done', kind: 'x', code: 'x' } as const;
    const records = Array.from({ length: 25_000 }, () => ({
      ...record,
      scope: null,
      before: null,
      after: null,
      address: null,
    }));
    await database.db.transaction().execute((transaction) => append(transaction, ...records));
    expect(await codes(auditor(), { text: '"done' })).toBe('c');
    expect(await codes(auditor(), { text: 'lines.put', limit: 1 })).toBe('b');
    expect(await list(auditor(), { text: 'X', limit: 1000 })).toHaveLength(1000);
  });
});

describe('who sees what', () => {
  beforeEach(async () => {
    await write('whole');
    await write('acme', { scope: 'enterprise:acme' });
    await write('site-a', { scope: 'site:a' });
    await write('site-o', { scope: 'site:o' });
    await write('district', { scope: 'district:d' });
    await write('created', { scope: 'site:new' });
  });

  it('whoever watches over the whole installation sees everything', async () => {
    const everything = 'created district site-o site-a acme whole';
    expect(await codes(auditor())).toBe(everything);
    expect(await codes(callerWith('admin', over('platform_admin')))).toBe(everything);
  });

  it('an enterprise sees what is its own, and of a node that was new then once it is there', async () => {
    const admin = callerWith('x', over('enterprise_admin', 'acme'));
    expect(await codes(admin)).toBe('site-a acme');
    nodes.set('site:new', 'acme');
    expect(await codes(admin)).toBe('created site-a acme');
    expect(await codes(callerWith('y', over('auditor', 'other')))).toBe('site-o');
  });

  it('an enterprise still sees what was done to a node that is gone', async () => {
    nodes.delete('site:a');
    expect(await codes(callerWith('x', over('enterprise_admin', 'acme')))).toBe('site-a acme');
  });

  it('everybody who may read the log sees their own acts, those of their tokens too, but not what they tried on others', async () => {
    const token = {
      user_id: 'x',
      token_hash: 'h',
      name: 't',
      start: 't',
      permissions: '[]',
      scope: null,
      created_at: 0,
    };
    await database.db
      .insertInto('api_tokens')
      .values({ id: 't1', ...token, last_used_at: null, expires_at: 1 })
      .execute();
    await write('mine', { actor: 'user:x' });
    await write('by-token', { actor: 'token:t1' });
    await write('site:o', { actor: 'user:x', kind: 'access', outcome: 'refused' });
    expect(await codes(callerWith('x', over('enterprise_admin', 'acme')))).toBe('by-token mine site-a acme');
    expect(await codes(callerWith('x', over('enterprise_admin', 'acme')), { limit: 2 })).toBe('by-token mine');
  });

  it('a token for one site sees what is of this site, and its own acts', async () => {
    const permissions = ['audit.read'] as const;
    const narrowed = { actor: 'token:t2', tokenId: 't2', sessionId: undefined };
    const token = { permissions, scope: { level: 'site', code: 'a' } as const };
    await write('mine', { actor: 'token:t2' });
    await write('owner', { actor: 'user:x' });
    for (const grants of [over('enterprise_admin', 'acme'), over('platform_admin')])
      expect(await codes(callerWith('x', grants, { ...narrowed, token }))).toBe('mine site-a');
  });

  it('limit counts what is visible', async () => {
    for (let n = 0; n < 300; n++) await write(`o${n}`, { scope: 'site:o' });
    expect(await codes(callerWith('x', over('enterprise_admin', 'acme')), { limit: 2 })).toBe('site-a acme');
  });
});

describe('export and verification', () => {
  const exported = async (caller: Caller) => {
    const outcome = await routes['audit.export']({ params: undefined, body: undefined, query: {}, caller });
    return outcome.ok ? outcome.value : outcome.refusal.detail;
  };

  it('the export holds what is visible, and no formula', async () => {
    await write('=1+1', { scope: 'site:a' });
    await write('not yours', { scope: 'site:o' });
    const lines = (await exported(callerWith('x', over('enterprise_admin', 'acme')))).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^1,2026-05-01T00:00:00\.000Z,user:u1,王工,machines\.put,done,machines,'=1\+1,site:a,/);
  });

  it('verification tells whether the chain is whole', async () => {
    await write('a');
    const outcome = await routes['audit.verify']({
      params: undefined,
      body: undefined,
      query: undefined,
      caller: auditor(),
    });
    expect(outcome).toMatchObject({ ok: true, value: { whole: true, entries: 1, brokenAt: null } });
  });
});
