// The demonstration has one person for each role with a password of their own, and a token that can do little.
import { grantSchema, roles } from '@takt/model/access';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { issueProgramToken, seedPeople } from '../../../../server/src/access/demonstration/people.ts';
import { openDirectory } from '../../../../server/src/access/directory/index.ts';
import { createPasswordHasher } from '../../../../server/src/access/passwords/hash.ts';
import { createTokens } from '../../../../server/src/access/tokens/index.ts';
import { createAudit, verifyChain } from '../../../../server/src/platform/audit/index.ts';
import { type Database, openDatabase } from '../../../../server/src/platform/database/index.ts';
import { createLog } from '../../../../server/src/platform/log/index.ts';

const plant = {
  city: '500000',
  district: '綦江区',
  enterprise: 'demo',
  site: 'qijiang',
  workshop: 'halfshaft',
  line: 'hs-1',
};
const clock = () => 1_800_000_000_000;
let database: Database;
const parts = () => ({ db: database.db, audit: createAudit(clock, () => 'demo'), clock });

beforeEach(async () => {
  database = await openDatabase({ path: ':memory:' });
});
afterEach(() => database.close());

it('one person for each role, over what the role may be granted', async () => {
  const people = await seedPeople(parts(), plant);
  expect(people.map(({ role }) => role).sort()).toEqual([...roles].sort());
  for (const { role, scope } of people) expect(grantSchema.safeParse({ role, scope }).error).toBeUndefined();
  expect(new Set(people.map(({ password }) => password)).size).toBe(people.length);
  const directory = await openDirectory(database.db, () => {});
  expect(directory.byLogin('plant-manager')).toMatchObject({
    state: 'active',
    grants: [{ role: 'plant_manager', scope: { level: 'site', code: 'qijiang' } }],
  });
});

it('passwords open the accounts, and are nowhere in the database', async () => {
  const [person] = await seedPeople(parts(), plant);
  const users = await database.db.selectFrom('users').selectAll().execute();
  const user = users.find(({ login }) => login === person?.login);
  expect(await createPasswordHasher().verify(person?.password ?? '', user?.password_hash)).toBe(true);
  const entries = await database.db.selectFrom('audit_entries').selectAll().execute();
  expect(entries.map(({ actor, action }) => [actor, action])).toEqual(roles.map(() => ['system', 'users.seed']));
  expect(JSON.stringify([users, entries])).not.toContain(person?.password);
  expect(await verifyChain(database.db)).toMatchObject({ entries: roles.length, broken: null });
});

it('where there is an account already, nobody is added', async () => {
  await seedPeople(parts(), plant);
  expect(await seedPeople(parts(), plant)).toEqual([]);
  expect(await database.db.selectFrom('users').selectAll().execute()).toHaveLength(roles.length);
});

it('each start has a token of its own, for what the programs need', async () => {
  const before = await issueProgramToken(parts());
  const token = await issueProgramToken(parts());
  const directory = { onChange: () => () => {} };
  const tokens = createTokens({ db: database.db, directory, clock, log: createLog({ level: 'silent' }) });
  expect(await tokens.find(before)).toBeUndefined();
  const found = await tokens.find(token);
  expect(JSON.parse(found?.permissions ?? '')).toEqual(['telemetry.read', 'operations.write']);
  const [user] = await database.db.selectFrom('users').selectAll().execute();
  expect(user).toMatchObject({ login: 'demonstration', password_hash: null });
});
