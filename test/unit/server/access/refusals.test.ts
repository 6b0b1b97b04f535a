// What somebody signed in is refused is kept, once a minute per route; that it cannot be kept changes no answer.
import { api, type Route } from '@takt/model/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEnforcement } from '../../../../server/src/access/enforce.ts';
import { createRefusalLog, type RefusalLog } from '../../../../server/src/access/refusals.ts';
import { createAudit } from '../../../../server/src/platform/audit/index.ts';
import { type Caller, system } from '../../../../server/src/platform/caller.ts';
import { type Database, openDatabase } from '../../../../server/src/platform/database/index.ts';
import type { HttpAccess } from '../../../../server/src/platform/http/index.ts';
import { createLog } from '../../../../server/src/platform/log/index.ts';
import { createMetrics, type Metrics } from '../../../../server/src/platform/metrics/index.ts';
import { metricIn } from '../../../harness/api-client.ts';

let database: Database;
let metrics: Metrics;
let refusals: RefusalLog;
let enforcement: HttpAccess;
let now = 0;

const operator: Caller = {
  ...system,
  actor: 'user:u1',
  name: '王工',
  userId: 'u1',
  grants: [{ role: 'operator', scope: { level: 'line', code: 'l1' } }],
  address: '10.0.0.1',
  holds: () => false,
  mayEverywhere: () => false,
  may: () => false,
};
const route = (name: keyof typeof api): Route => api[name];
const entries = async () => {
  await refusals.settled();
  return database.db.selectFrom('audit_entries').selectAll().orderBy('id').execute();
};
const machine = (code: string) => ({ params: { code }, query: undefined, body: undefined });

beforeEach(async () => {
  database = await openDatabase({ path: ':memory:' });
  metrics = createMetrics();
  now = 1_800_000_000_000;
  const clock = () => now;
  const audit = createAudit(clock, () => 'acme');
  refusals = createRefusalLog({ db: database.db, audit, clock, log: createLog({ level: 'silent' }), metrics });
  enforcement = createEnforcement({
    identify: () => Promise.reject(new Error('not asked')),
    disclosures: { add: async () => {} },
    refusals,
    exists: ({ code }) => code === 'theirs',
  });
});
afterEach(() => database.close());

it('a route that is not theirs is kept with the enterprise of the caller', async () => {
  expect(enforcement.admit(operator, route('users.list'))).toMatchObject({ kind: 'forbidden' });
  expect(await entries()).toMatchObject([
    {
      actor: 'user:u1',
      actor_name: '王工',
      action: 'users.list',
      outcome: 'refused',
      kind: 'access',
      code: 'users.list',
      scope: 'line:l1',
      enterprise: 'acme',
      address: '10.0.0.1',
    },
  ]);
});

it('a node of others is kept for who watches over the whole; one that does not exist is not', async () => {
  for (const code of ['nowhere', 'theirs'])
    expect(enforcement.permit(operator, route('machines.get'), machine(code))).toMatchObject({ kind: 'not_found' });
  expect(await entries()).toMatchObject([
    { action: 'machines.get', code: 'machine:theirs', scope: null, enterprise: null },
  ]);
});

it('what needs the whole installation is kept', async () => {
  const input = { params: undefined, query: undefined, body: undefined };
  expect(enforcement.permit(operator, route('audit.verify'), input)).toMatchObject({ kind: 'forbidden' });
  expect(await entries()).toMatchObject([{ action: 'audit.verify' }]);
});

it('one entry per caller, route and minute', async () => {
  for (let n = 0; n < 50; n++) enforcement.admit(operator, route('users.list'));
  enforcement.admit(operator, route('audit.list'));
  enforcement.admit({ ...operator, actor: 'user:u2' }, route('users.list'));
  expect(await entries()).toHaveLength(3);
  now += 60_000;
  enforcement.admit(operator, route('users.list'));
  expect(await entries()).toHaveLength(4);
});

it('whoever is not signed in leaves no entry', async () => {
  const anonymous = { ...operator, userId: undefined, actor: 'anonymous' };
  expect(enforcement.admit(anonymous, route('users.list'))).toMatchObject({ kind: 'unauthorized' });
  expect(await entries()).toEqual([]);
});

it('what cannot be written is counted, and the request answered all the same', async () => {
  await database.db.deleteFrom('audit_head').execute();
  expect(enforcement.admit(operator, route('users.list'))).toMatchObject({ kind: 'forbidden' });
  expect(await entries()).toEqual([]);
  expect(metricIn(await metrics.text(), 'takt_audit_unwritten_total')).toBe(1);
});
