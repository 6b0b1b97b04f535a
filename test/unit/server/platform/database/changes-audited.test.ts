// Changes recorded before there was an audit log are in it afterwards, in their order and chained.
import { expect, test } from 'vitest';
import { chainedHash } from '../../../../../server/src/platform/audit/index.ts';
import { openDatabaseAsIs } from '../../../../../server/src/platform/database/index.ts';

test('recorded changes become entries of the audit log', async () => {
  const { db, migrations, close } = await openDatabaseAsIs({ path: ':memory:' });
  await migrations.apply('0008-audit');
  const changes = [
    ['enterprise', 'acme', null, '{"name":"Acme"}'],
    ['machine', 'm1', null, '{"line":"l1"}'],
    ['machine', 'm1', '{"line":"l1"}', null],
    ['definition', 'shaft', null, '{"version":1}'],
    ['refold', 'workshop:shaft', null, '{"from":1}'],
    ['calendar', 'two', '{"name":"Two"}', null],
  ];
  for (const [index, [kind, code, before, after]] of changes.entries()) {
    // Today's schema does not know the table any more.
    const change = { at: index, actor: 'local', kind, code, before, after };
    await db
      .insertInto('changes' as 'enterprises')
      .values(change as never)
      .execute();
  }
  await migrations.apply();
  const entries = await db.selectFrom('audit_entries').selectAll().orderBy('id').execute();
  expect(entries.map(({ id, at, actor, action, code, scope }) => [id, at, actor, action, code, scope])).toEqual([
    [1, 0, 'local', 'enterprises.put', 'acme', 'enterprise:acme'],
    [2, 1, 'local', 'machines.put', 'm1', 'machine:m1'],
    [3, 2, 'local', 'machines.remove', 'm1', 'line:l1'],
    [4, 3, 'local', 'definitions.add', 'shaft', 'workshop:shaft'],
    [5, 4, 'local', 'facts.refold', 'workshop:shaft', 'workshop:shaft'],
    [6, 5, 'local', 'calendars.remove', 'two', null],
  ]);
  let hash = '';
  for (const { hash: stored, ...entry } of entries) {
    hash = chainedHash(hash, entry);
    expect(stored).toBe(hash);
  }
  expect(await db.selectFrom('audit_head').selectAll().execute()).toEqual([{ id: 1, entries: 6, hash }]);
  expect((await db.introspection.getTables()).map(({ name }) => name)).not.toContain('changes');
  await close();
});
