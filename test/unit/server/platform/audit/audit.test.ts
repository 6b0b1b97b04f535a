// What is appended forms a chain, holds no secret and is never too long; whatever is done to it afterwards is found where it was done.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AppendAudit,
  type AuditRecord,
  type ChainState,
  createAudit,
  verifyChain,
} from '../../../../../server/src/platform/audit/index.ts';
import { type Database, openDatabase } from '../../../../../server/src/platform/database/index.ts';

let database: Database;
let append: AppendAudit;
let now = 1_800_000_000_000;

const record = (code: string, more: Partial<AuditRecord> = {}): AuditRecord => ({
  actor: 'user:u1',
  actorName: '王工',
  action: 'machines.put',
  outcome: 'done',
  kind: 'machines',
  code,
  scope: null,
  before: null,
  after: { name: code },
  address: '127.0.0.1',
  ...more,
});
const entries = () => database.db.selectFrom('audit_entries').selectAll().orderBy('id').execute();
const write = (...records: AuditRecord[]) =>
  database.db.transaction().execute((transaction) => append(transaction, ...records));
const verify = (notedHead?: string) => verifyChain(database.db, notedHead === undefined ? {} : { notedHead });
const head = () => database.db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();

beforeEach(async () => {
  database = await openDatabase({ path: ':memory:' });
  append = createAudit(
    () => now++,
    (scope) => (scope === 'site:known' ? 'acme' : undefined),
  );
});
afterEach(() => database.close());

describe('appending', () => {
  it('numbers entries without gaps and chains them, in one call or several', async () => {
    await write(record('a'), record('b'));
    await write(record('c'));
    expect((await entries()).map(({ id, code }) => [id, code])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(await verify()).toEqual({ entries: 3, head: (await head()).hash, broken: null });
  });

  it('is undone with what it tells of', async () => {
    const failing = database.db.transaction().execute(async (transaction) => {
      await append(transaction, record('a'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await write(record('b'));
    expect((await entries()).map(({ id, code }) => [id, code])).toEqual([[1, 'b']]);
  });

  it('takes thousands of records at once', async () => {
    await write(...Array.from({ length: 3000 }, (_, n) => record(`m${n}`)));
    expect(await verify()).toMatchObject({ entries: 3000, broken: null });
  });

  it('replaces fields named like secrets, however deep, and keeps that they are set', async () => {
    const secrets = { password: 'p', nested: [{ clientSecret: 's', token_hash: 'h', recoveryCodes: ['r'] }] };
    await write(record('a', { before: secrets, after: { token: 't', secret: true, tokenName: 'n', hash: null } }));
    const [entry] = await entries();
    const masked = { password: '***', nested: [{ clientSecret: '***', token_hash: '***', recoveryCodes: '***' }] };
    expect(JSON.parse(entry?.before ?? '')).toEqual(masked);
    expect(JSON.parse(entry?.after ?? '')).toEqual({ token: '***', secret: true, tokenName: 'n', hash: null });
  });

  it('cuts what is too long, and says so', async () => {
    await write(record('x'.repeat(1000), { after: { text: '"器'.repeat(100_000) } }));
    const [entry] = await entries();
    expect(entry?.code).toBe(`${'x'.repeat(299)}…`);
    expect(Buffer.byteLength(entry?.after ?? '')).toBeLessThanOrEqual(65_536);
    expect(JSON.parse(entry?.after ?? '')).toMatchObject({ cut: true, bytes: 500_011 });
    expect(await verify()).toMatchObject({ broken: null });
  });

  it('keeps the enterprise a node lies in', async () => {
    const scopes = ['site:known', 'site:new', 'enterprise:acme', 'district:d', null];
    await write(...scopes.map((scope) => record('a', { scope })));
    await write(record('a', { scope: 'site:new', enterprise: 'said' }));
    expect((await entries()).map(({ enterprise }) => enterprise)).toEqual(['acme', '', 'acme', null, null, 'said']);
  });
});

describe('the database itself', () => {
  beforeEach(() => write(record('a'), record('b')));

  it.each([
    sql`update audit_entries set code = 'x'`,
    sql`delete from audit_entries where id = 2`,
    sql`insert or replace into audit_entries select * from audit_entries where id = 1`,
  ])('refuses to change, remove or replace entries', async (statement) => {
    await expect(statement.execute(database.db)).rejects.toThrow('audit_entries is append-only');
    expect(await verify()).toMatchObject({ entries: 2, broken: null });
  });
});

describe('verifying', () => {
  /** Somebody who is master of the database takes the triggers away first. */
  async function tamper(...statements: string[]): Promise<ChainState> {
    for (const event of ['update', 'delete', 'insert'])
      await sql`drop trigger ${sql.ref(`audit_entries_${event}`)}`.execute(database.db);
    for (const statement of statements) await sql.raw(statement).execute(database.db);
    return verify();
  }
  beforeEach(() => write(...['a', 'b', 'c', 'd', 'e'].map((code) => record(code))));

  it.each(['at', 'actor', 'actor_name', 'action', 'outcome', 'kind', 'code', 'after', 'hash'] as const)(
    'finds an entry of which %s was changed',
    async (column) => {
      const broken = { at: 3, reason: 'changed' };
      expect(await tamper(`update audit_entries set "${column}" = '7' where id = 3`)).toMatchObject({ broken });
    },
  );

  it.each(['scope', 'enterprise', 'before', 'address'] as const)(
    'finds that %s was filled in or taken away',
    async (column) => {
      const change = `update audit_entries set "${column}" = case when "${column}" is null then '7' end where id = 5`;
      expect(await tamper(change)).toMatchObject({ broken: { at: 5, reason: 'changed' } });
    },
  );

  it('finds an entry that was taken out', async () => {
    expect(await tamper('delete from audit_entries where id = 3')).toMatchObject({
      broken: { at: 3, reason: 'missing' },
    });
  });

  it('finds one that was taken out and the rest numbered anew', async () => {
    const found = await tamper(
      'delete from audit_entries where id = 2',
      'update audit_entries set id = id - 1 where id > 2',
      'update audit_head set entries = 4',
    );
    expect(found).toMatchObject({ broken: { at: 2, reason: 'missing' } });
  });

  it('finds one that was put in', async () => {
    const found = await tamper(
      'update audit_entries set id = -(id + 1) where id >= 3',
      'update audit_entries set id = -id where id < 0',
      'create temporary table copy as select * from audit_entries where id = 1',
      "update copy set id = 3, code = 'forged'",
      'insert into audit_entries select * from copy',
      'update audit_head set entries = 6',
    );
    expect(found).toMatchObject({ broken: { at: 3, reason: 'inserted' } });
  });

  it('finds one put before the first or after the last', async () => {
    const copy = (id: number) => [
      `create temporary table copy${id + 10} as select * from audit_entries where id = 4`,
      `update copy${id + 10} set id = ${id}`,
      `insert into audit_entries select * from copy${id + 10}`,
    ];
    expect(await tamper(...copy(6))).toMatchObject({ entries: 5, broken: { at: 6, reason: 'inserted' } });
    for (const statement of copy(-1)) await sql.raw(statement).execute(database.db);
    expect(await verify()).toMatchObject({ broken: { at: -1, reason: 'inserted' } });
  });

  it('finds two that were exchanged', async () => {
    const found = await tamper(
      'update audit_entries set id = -id where id in (2, 3)',
      'update audit_entries set id = case id when -2 then 3 else 2 end where id < 0',
    );
    expect(found).toMatchObject({ broken: { at: 2, reason: 'reordered' } });
  });

  it('finds that the end was cut off', async () => {
    expect(await tamper('delete from audit_entries where id > 3')).toMatchObject({
      broken: { at: 4, reason: 'truncated' },
    });
  });

  it('finds a head that is not of this chain, or gone', async () => {
    expect(await tamper("update audit_head set hash = 'x'")).toMatchObject({ broken: { at: 5, reason: 'head' } });
    await database.db.deleteFrom('audit_head').execute();
    expect(await verify()).toMatchObject({ broken: { at: 0, reason: 'head' } });
  });

  it('finds by a head noted earlier that the whole chain was made anew', async () => {
    const noted = (await head()).hash;
    await write(record('f'));
    expect(await verify(noted)).toMatchObject({ broken: null });
    await tamper('delete from audit_entries', "update audit_head set entries = 0, hash = ''");
    await write(record('forged'), record('f'));
    expect(await verify()).toMatchObject({ broken: null });
    expect(await verify(noted)).toMatchObject({ broken: { at: 1, reason: 'rewritten' } });
  });

  it('an empty chain is whole', async () => {
    await tamper('delete from audit_entries', "update audit_head set entries = 0, hash = ''");
    expect(await verify()).toEqual({ entries: 0, head: null, broken: null });
  });

  it('entries in other batches are verified alike', async () => {
    await write(...Array.from({ length: 4500 }, (_, n) => record(`m${n}`)));
    expect(await verify()).toMatchObject({ entries: 4505, broken: null });
    expect(await tamper("update audit_entries set code = 'x' where id = 2000")).toMatchObject({
      broken: { at: 2000, reason: 'changed' },
    });
  });
});
