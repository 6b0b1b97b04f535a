// Entries appended at the same moment follow one another on every database, which refuses to change them; a copy verifies like the original.
import { join } from 'node:path';
import { api } from '@takt/model/api';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditRoutes } from '../../../server/src/audit/index.ts';
import { copyRegistry } from '../../../server/src/cli/move/registry.ts';
import { type AuditRecord, createAudit, verifyChain } from '../../../server/src/platform/audit/index.ts';
import { system } from '../../../server/src/platform/caller.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../../../server/src/platform/database/index.ts';
import { type DatabaseKind, type Databases, databaseKinds } from '../../harness/databases.ts';
import { describeWith } from '../../harness/requirements.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';

const record = (code: string): AuditRecord => ({
  actor: 'user:u1',
  actorName: '王工',
  action: 'machines.put',
  outcome: 'done',
  kind: 'machines',
  code,
  scope: null,
  before: null,
  after: { name: `一\u0000二\ud800 ${code}` },
  address: null,
});

for (const { name, needs, start } of databaseKinds) describeWith(needs, `audit log on ${name}`, () => suite(start));

function suite(start: DatabaseKind['start']): void {
  let databases: Databases;
  let place: TempDirectory;
  let options: DatabaseOptions;
  let database: Database;

  beforeAll(async () => {
    databases = await start();
    place = await createTempDirectory('audit');
  });
  beforeEach(async () => {
    options = await databases.create();
    database = await openDatabase(options);
  });
  afterEach(() => database.close());
  afterAll(async () => {
    await databases.remove();
    await place.remove();
  });

  const append = createAudit(Date.now);
  const write = (to: Database, ...codes: string[]) =>
    to.db.transaction().execute((transaction) => append(transaction, ...codes.map(record)));

  test('fifty writers at once leave no gap, and one that fails leaves nothing', async () => {
    // As two processes would be; SQLite is the database of one.
    const other = 'url' in options ? await openDatabase(options) : database;
    try {
      const writers = Array.from({ length: 50 }, async (_, n) => {
        if (n % 10 !== 3) return write(n % 2 ? database : other, `a${n}`, `b${n}`);
        const failing = database.db.transaction().execute(async (transaction) => {
          await append(transaction, record('never'));
          throw new Error('undone');
        });
        await expect(failing).rejects.toThrow('undone');
      });
      await Promise.all(writers);
    } finally {
      if (other !== database) await other.close();
    }
    expect(await verifyChain(database.db)).toMatchObject({ entries: 90, broken: null });
    const codes = await database.db.selectFrom('audit_entries').select('code').orderBy('id').execute();
    expect(codes.filter(({ code }) => code === 'never')).toEqual([]);
    // What one writer appends stays together.
    for (let n = 0; n < codes.length; n += 2) expect(codes[n + 1]?.code).toBe(codes[n]?.code.replace('a', 'b'));
  });

  test('the database refuses to change or remove entries', async () => {
    await write(database, 'a');
    const { db } = database;
    for (const statement of [sql`update audit_entries set code = 'x'`, sql`delete from audit_entries`])
      await expect(statement.execute(db)).rejects.toThrow('audit_entries is append-only');
    if ('url' in options) await expect(sql`truncate audit_entries`.execute(db)).rejects.toThrow('append-only');
    expect(await verifyChain(db)).toMatchObject({ entries: 1, broken: null });
  });

  test('it is read newest first, filtered and searched alike', async () => {
    await write(database, ...Array.from({ length: 450 }, (_, n) => `m${n}`));
    const routes = auditRoutes({ db: database.db });
    const codes = async (query: Record<string, unknown>) => {
      const parsed = api['audit.list'].query.parse(query);
      const outcome = await routes['audit.list']({ params: undefined, body: undefined, query: parsed, caller: system });
      return outcome.ok ? outcome.value.map(({ code }) => code) : outcome.refusal;
    };
    const newest = Array.from({ length: 450 }, (_, n) => `m${449 - n}`);
    expect(await codes({ limit: 1000 })).toEqual(newest);
    expect(await codes({ limit: 2, before: 448 })).toEqual(['m446', 'm445']);
    expect(await codes({ code: 'm7', kind: 'machines', outcome: 'done', actor: 'user:u1' })).toEqual(['m7']);
    expect(await codes({ text: 'M44' })).toEqual([...newest.slice(0, 10), 'm44']);
    expect(await codes({ text: '王工', to: Date.now() + 1000, limit: 1 })).toEqual(['m449']);
    for (const text of ['%', '_', '\\', "'"])
      expect(await codes({ text, limit: 1 })).toEqual(text === '\\' ? ['m449'] : []);
  });

  test('a copy verifies with the same head, and goes on', async () => {
    await write(database, ...Array.from({ length: 1200 }, (_, n) => `m${n}`));
    const copy = await openDatabase({ path: join(place.path, `copy-${Math.random()}.db`) });
    try {
      await copyRegistry(database, copy);
      expect(await verifyChain(copy.db)).toEqual(await verifyChain(database.db));
      await write(copy, 'later');
      expect(await verifyChain(copy.db)).toMatchObject({ entries: 1201, broken: null });
    } finally {
      await copy.close();
    }
  });
}
