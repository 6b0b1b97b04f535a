// Credentials of devices on both databases: who gets one, what opens the door and what no longer does, in every process at once.
import type { IssuedCredential } from '@takt/model/devices';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeAuthority } from '../../../server/src/devices/credentials/authority/index.ts';
import { type AuditEntry, openDeviceCredentials } from '../../../server/src/devices/credentials/index.ts';
import { system } from '../../../server/src/platform/caller.ts';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { type Databases, databaseKinds } from '../../harness/databases.ts';
import { describeWith } from '../../harness/requirements.ts';

const ann = { actor: 'user:1', actorName: 'Ann', address: null };
const start = Date.UTC(2026, 5, 1);
const hour = 3_600_000;
const password = { kind: 'node', method: 'password' } as const;

describeAll((kind) => {
  let databases: Databases;
  let database: Database;
  let authority: Awaited<ReturnType<typeof makeAuthority>>;
  let now = start;
  const closing: (() => Promise<void>)[] = [];
  const log: AuditEntry[] = [];

  const open = async (options: { broker?: boolean; failing?: boolean } = {}) => {
    const { broker = false, failing = false } = options;
    const audit = async (entry: AuditEntry) => {
      if (failing) throw new Error('the audit log is full');
      log.push(entry);
    };
    const credentials = await openDeviceCredentials({
      db: database.db,
      clock: () => now,
      log: createLog({ level: 'silent' }),
      sites: () => ['s1', 's2'],
      authority,
      audit,
      broker,
    });
    closing.push(credentials.close);
    return credentials;
  };
  type Opened = Awaited<ReturnType<typeof open>>;
  const at = (name: string) => ({ site: 's1', name, by: ann });
  const issue = async ({ lifecycle }: Opened, name = 'n1', wish: object = {}) =>
    granted(await lifecycle.issue(at(name), { ...password, ...wish }));
  const enter = ({ gate }: Opened, username: string, secret: string) =>
    gate.authenticate({ username, password: Buffer.from(secret), certificateFingerprint: undefined });
  const show = ({ gate }: Opened, certificateFingerprint: string | null, username?: string) =>
    gate.authenticate({ username, password: undefined, certificateFingerprint: certificateFingerprint ?? '' });

  beforeAll(async () => {
    databases = await kind.start();
    authority = await makeAuthority(start);
  });
  beforeEach(async () => {
    database = await openDatabase(await databases.create());
    now = start;
    log.length = 0;
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await database.close();
  });
  afterAll(() => databases.remove());

  test('a secret opens the door for its own name only, and is stored nowhere', async () => {
    const opened = await open();
    const secret = secretOf(await issue(opened, 'n1', { machines: ['m2', 'm1'] }));
    await issue(opened, 'n2');
    expect(Buffer.from(secret, 'base64url').length * 8).toBeGreaterThanOrEqual(160);
    const identity = { username: 's1/n1', site: 's1', name: 'n1', kind: 'node', machines: ['m1', 'm2'] };
    expect(enter(opened, 's1/n1', secret)).toEqual(identity);
    for (const [name, given] of [
      ['s1/n2', secret],
      ['s1/n1', `${secret}x`],
      ['s1/n1', ''],
      ['s1/n9', secret],
      ['', secret],
    ] as const)
      expect(enter(opened, name, given)).toBeUndefined();
    const stored = JSON.stringify(await database.db.selectFrom('device_credentials').selectAll().execute());
    expect(stored + JSON.stringify(log)).not.toContain(secret);
  });

  test('whoever has a good credential is not given a second one by the way', async () => {
    const opened = await open();
    await issue(opened);
    expect(await opened.lifecycle.issue(at('n1'), password)).toMatchObject({ refusal: { kind: 'conflict' } });
    await opened.lifecycle.revoke(at('n1'));
    await issue(opened);
  });

  test('what is wrong with a wish is said by its field', async () => {
    const { lifecycle } = await open();
    const csr = '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----';
    const cases = [
      [{ ...at('n1'), site: 's9' }, password, 'site'],
      [at('n1'), { ...password, csr }, 'csr'],
      [at('n1'), { ...password, method: 'certificate', csr }, 'csr'],
      [at('n1'), { ...password, kind: 'device', machines: ['m1'] }, 'machines'],
    ] as const;
    for (const [place, wish, field] of cases) {
      const outcome = await lifecycle.issue(place, wish as Parameters<typeof lifecycle.issue>[1]);
      expect(outcome).toMatchObject({ ok: false, refusal: { kind: 'invalid', errors: [{ field }] } });
    }
    expect(await lifecycle.rotate(at('n7'), { overlapHours: 0 })).toMatchObject({ refusal: { kind: 'not_found' } });
    expect(await lifecycle.revoke(at('n7'))).toMatchObject({ refusal: { kind: 'not_found' } });
  });

  test('rotation ends the old secret at once in every process, and cuts who came in by it', async () => {
    const [one, other] = [await open(), await open()];
    const old = secretOf(await issue(one));
    await other.gate.refresh();
    expect(enter(other, 's1/n1', old)).toBeDefined();
    const cut: string[] = [];
    for (const { gate } of [one, other]) gate.onChanged((usernames) => cut.push(...usernames));
    const fresh = secretOf(granted(await one.lifecycle.rotate(at('n1'), { overlapHours: 0 })));
    await other.gate.refresh();
    expect(cut).toEqual(['s1/n1', 's1/n1']);
    for (const opened of [one, other]) {
      expect(enter(opened, 's1/n1', old)).toBeUndefined();
      expect(enter(opened, 's1/n1', fresh)).toBeDefined();
    }
  });

  test('with an overlap both secrets are taken until it is over; then who is connected comes in anew', async () => {
    const opened = await open();
    const old = secretOf(await issue(opened));
    const cut: string[] = [];
    opened.gate.onChanged((usernames) => cut.push(...usernames));
    const fresh = secretOf(granted(await opened.lifecycle.rotate(at('n1'), { overlapHours: 2 })));
    expect([enter(opened, 's1/n1', old), enter(opened, 's1/n1', fresh)]).not.toContain(undefined);
    expect(cut).toEqual([]);
    now = start + 2 * hour;
    expect(enter(opened, 's1/n1', old)).toBeUndefined();
    await opened.gate.refresh();
    expect(cut).toEqual(['s1/n1']);
    expect(enter(opened, 's1/n1', fresh)).toBeDefined();
  });

  test('a revoked credential opens nothing, cuts its own connections and nobody else’s', async () => {
    const opened = await open();
    const secret = secretOf(await issue(opened));
    const neighbour = secretOf(await issue(opened, 'n2'));
    const cut: string[] = [];
    opened.gate.onChanged((usernames) => cut.push(...usernames));
    await opened.lifecycle.revoke(at('n1'));
    expect(cut).toEqual(['s1/n1']);
    expect(enter(opened, 's1/n1', secret)).toBeUndefined();
    expect(enter(opened, 's1/n2', neighbour)).toBeDefined();
    expect(await opened.lifecycle.rotate(at('n1'), { overlapHours: 0 })).toMatchObject({
      refusal: { kind: 'not_found' },
    });
    expect((await list(opened)).map(({ username, state }) => [username, state])).toEqual([
      ['s1/n1', 'revoked'],
      ['s1/n2', 'active'],
    ]);
  });

  test('what ends by itself ends on time, and is expiring before', async () => {
    const opened = await open();
    const secret = secretOf(await issue(opened, 'n1', { days: 40 }));
    const state = async () => (await list(opened))[0]?.state;
    expect(await state()).toBe('active');
    now = start + 20 * 24 * hour;
    expect(await state()).toBe('expiring');
    const cut: string[] = [];
    opened.gate.onChanged((usernames) => cut.push(...usernames));
    now = start + 40 * 24 * hour;
    expect(enter(opened, 's1/n1', secret)).toBeUndefined();
    await opened.gate.refresh();
    expect([cut, await state()]).toEqual([['s1/n1'], 'expired']);
    await issue(opened);
  });

  test('a certificate is known by its fingerprint, until it is rotated or revoked', async () => {
    const opened = await open();
    const first = (await issue(opened, 'n1', { method: 'certificate' })).credential;
    expect(show(opened, first.fingerprint)).toMatchObject({ username: 's1/n1' });
    expect(show(opened, first.fingerprint, 's1/n2')).toBeUndefined();
    expect(show(opened, 'f'.repeat(64))).toBeUndefined();
    expect(enter(opened, 's1/n1', '')).toBeUndefined();
    const next = granted(await opened.lifecycle.rotate(at('n1'), { overlapHours: 1 })).credential;
    expect([show(opened, first.fingerprint), show(opened, next.fingerprint)]).not.toContain(undefined);
    now = start + hour;
    expect(show(opened, first.fingerprint)).toBeUndefined();
    await opened.lifecycle.revoke(at('n1'));
    expect(show(opened, next.fingerprint)).toBeUndefined();
  });

  test('every change is in the audit log with who made it, and is not made without', async () => {
    const opened = await open();
    await issue(opened);
    await opened.lifecycle.rotate(at('n1'), { overlapHours: 0 });
    await opened.lifecycle.revoke(at('n1'));
    await opened.lifecycle.revoke(at('n1'));
    expect(log.map(({ action, actor, code, scope }) => [action, actor, code, scope])).toEqual([
      ['credentials.issue', 'user:1', 's1/n1', 'site:s1'],
      ['credentials.rotate', 'user:1', 's1/n1', 'site:s1'],
      ['credentials.revoke', 'user:1', 's1/n1', 'site:s1'],
    ]);
    expect(log.map(({ before, after }) => [before === null, JSON.stringify(after).includes('hash')])).toEqual([
      [true, false],
      [false, false],
      [false, false],
    ]);
    await expect(issue(await open({ failing: true }), 'n2')).rejects.toThrow(/audit/);
    expect((await list(opened)).map(({ name }) => name)).toEqual(['n1']);
  });

  test('last use is stored when it is time to', async () => {
    const opened = await open();
    const secret = secretOf(await issue(opened));
    enter(opened, 's1/n1', secret);
    await opened.gate.close();
    expect((await list(opened))[0]?.lastUsedAt).toBe(start);
  });

  test('a broker that holds passwords itself takes one for each name, and is told later where it is away', async () => {
    const opened = await open({ broker: true });
    const { credential } = await issue(opened);
    expect(credential.broker).toBe('pending');
    const outcome = await opened.lifecycle.rotate(at('n1'), { overlapHours: 1 });
    expect(outcome).toMatchObject({ refusal: { kind: 'invalid', errors: [{ field: 'overlapHours' }] } });
  });

  test('of two who rotate at once one secret is good in the end, that of the later', async () => {
    const [one, other] = [await open(), await open()];
    await issue(one);
    const secrets = (
      await Promise.all([one, other].map(({ lifecycle }) => lifecycle.rotate(at('n1'), { overlapHours: 0 })))
    ).map((outcome) => secretOf(granted(outcome)));
    await one.gate.refresh();
    expect(secrets.filter((secret) => enter(one, 's1/n1', secret))).toHaveLength(1);
  });

  const list = async ({ handlers }: Opened) =>
    granted(
      await handlers['credentials.list']({ params: undefined, query: { site: 's1' }, body: undefined, caller: system }),
    );
});

function describeAll(body: (kind: (typeof databaseKinds)[number]) => void): void {
  for (const kind of databaseKinds)
    describeWith(kind.needs, `credentials of devices on ${kind.name}`, () => body(kind));
}

function granted<T>(outcome: { ok: true; value: T } | { ok: false; refusal: { detail: string } }): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.refusal.detail);
}

function secretOf(issued: IssuedCredential): string {
  if (issued.method === 'password') return issued.secret;
  throw new Error('it is a certificate');
}
