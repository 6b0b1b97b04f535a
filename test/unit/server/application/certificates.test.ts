// What becomes of certificates by itself: they end on their day, and are looked at when a check is due.
import type { CriterionResult, Scheme } from '@takt/model/recognition';
import { createRegions } from '@takt/model/regions';
import { beforeEach, describe, expect, test } from 'vitest';
import { evaluateCheck, expireCertificates } from '../../../../server/src/application/certificates/jobs.ts';
import { createAudit } from '../../../../server/src/platform/audit/index.ts';
import { type Database, openDatabase } from '../../../../server/src/platform/database/index.ts';
import { testScheme, writeScheme, writeWorkshop } from '../../../harness/applications.ts';

const names = (name: string) => ({ 'zh-CN': name, en: name });
const regions = createRegions({
  city: { code: '500000', name: names('重庆市'), timeZone: 'Asia/Shanghai' },
  areas: {},
  districts: [{ code: '500110', name: names('綦江区'), kind: 'district', aliases: [], towns: [] }],
});
let now = 0;
let database: Database;

/** Knows nothing of anything. */
async function evaluate(_subject: unknown, scheme: Scheme): Promise<CriterionResult[]> {
  const source = { kind: 'none', id: null, from: null, to: null, detail: null };
  const nothing = { outcome: 'unknown', value: null, origin: null, at: null, source, reason: 'not_said' } as const;
  return scheme.criteria.map(({ id, threshold }) => ({ criterion: id, threshold, ...nothing }));
}

const parts = () => ({
  db: database.db,
  regions,
  placeOf: () => undefined,
  audit: createAudit(() => now),
  evaluate,
  clock: () => now,
});

beforeEach(async () => {
  database = await openDatabase({ path: ':memory:' });
  const { db } = database;
  await writeWorkshop(db, { mark: 'a', district: '500110', plantEnterprise: 'acme' });
  await writeScheme(db, testScheme());
  await db
    .insertInto('certificates')
    .values({
      id: 'c',
      number: 'C-1',
      application: null,
      scheme: 'test-digital-workshop',
      version: 1,
      counts_as: 'digital_workshop',
      subject_kind: 'workshop',
      subject: 'rw-a',
      enterprise: 're-a',
      district: '500110',
      issued_on: '2023-11-27',
      valid_until: '2026-11-26',
      state: 'warned',
      warned_on: '2026-01-01',
      withdrawn_on: null,
      reason: 'x',
      origin: 'imported',
      evidence: null,
      recorded_at: 1,
      revision: 4,
    })
    .execute();
});

const stored = () => database.db.selectFrom('certificates').select(['state', 'revision']).executeTakeFirst();
const events = () => database.db.selectFrom('recognition_events').select(['kind', 'actor']).execute();

describe('a certificate', () => {
  test('is expired once its last day is over in the city, once, by nobody', async () => {
    now = Date.parse('2026-11-26T23:59:00+08:00');
    await expireCertificates(parts());
    expect(await stored()).toEqual({ state: 'warned', revision: 4 });
    now = Date.parse('2026-11-27T00:01:00+08:00');
    await expireCertificates(parts());
    await expireCertificates(parts());
    expect(await stored()).toEqual({ state: 'expired', revision: 5 });
    expect(await events()).toEqual([{ kind: 'expired', actor: 'system' }]);
  });

  test('that was withdrawn stays so', async () => {
    await database.db.updateTable('certificates').set({ state: 'withdrawn' }).execute();
    now = Date.parse('2027-01-01T00:00:00+08:00');
    await expireCertificates(parts());
    expect(await stored()).toEqual({ state: 'withdrawn', revision: 4 });
  });
});

describe('a check that is due', () => {
  test('keeps what became of each criterion of the certificate’s version, once, and decides nothing', async () => {
    const { db } = database;
    now = Date.parse('2026-06-01T12:00:00+08:00');
    const nothing = { done_at: null, outcome: null, results: null, actor: null, actor_name: null };
    await db
      .insertInto('certificate_checks')
      .values({ id: 'k', certificate: 'c', due: '2026-05-01', ...nothing })
      .execute();
    await evaluateCheck(parts(), 'k');
    await evaluateCheck(parts(), 'k');
    const check = await db.selectFrom('certificate_checks').selectAll().executeTakeFirstOrThrow();
    expect(check).toMatchObject({ done_at: null, outcome: null });
    expect(JSON.parse(check.results ?? '[]')).toMatchObject([
      { criterion: 'mes', outcome: 'unknown' },
      { criterion: 'nobody_knows', outcome: 'unknown' },
    ]);
    expect(await events()).toEqual([{ kind: 'evaluated', actor: 'system' }]);
    expect(await stored()).toEqual({ state: 'warned', revision: 4 });
  });
});
