// Owns access over a database in memory, with a clock that is moved, and browsers that keep cookies.
import { createHmac } from 'node:crypto';
import { api, type RouteAnswer, type RouteInput } from '@takt/model/api';
import { vi } from 'vitest';
import { type Access, type AccessRouteName, openAccess } from '../../../../server/src/access/index.ts';
import type { AccessOptions } from '../../../../server/src/access/parts.ts';
import { createAudit } from '../../../../server/src/platform/audit/index.ts';
import { createCountersInProcess } from '../../../../server/src/platform/counters/adapters/in-process/index.ts';
import { type Database, openDatabase } from '../../../../server/src/platform/database/index.ts';
import { createLog } from '../../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../../server/src/platform/metrics/index.ts';
import type { Outcome } from '../../../../server/src/platform/outcome.ts';
import { createSecrets } from '../../../../server/src/platform/secrets/index.ts';

export const owner = { login: 'wang', name: 'Wang', password: 'three old blue tractors' };
export const secrets = createSecrets(Buffer.alloc(32, 7));
/** Hardly any work. */
export const passwordCost = { memory: 64, passes: 2, parallelism: 1 };
const setupToken = 'token-of-the-first-account';

/** Access as one process has it. */
export function accessOver(db: Database['db'], more: Partial<AccessOptions> = {}): Promise<Access> {
  return openAccess({
    db,
    plant: { placeOf: () => undefined, name: () => undefined },
    audit: createAudit(Date.now),
    clock: Date.now,
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    secrets,
    counters: createCountersInProcess(),
    passwordCost,
    manyProcesses: false,
    setupToken,
    providers: [],
    publicUrl: () => 'http://localhost',
    ...more,
  });
}

/** Over a database in memory, by a clock that is moved. Closed by `close`, which also gives the clock back. */
export async function openAccessForTests() {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T08:00:00Z') });
  const database = await openDatabase({ path: ':memory:' });
  const metrics = createMetrics();
  const open = () => accessOver(database.db, { metrics });
  const access = await open();
  await access.start();
  return {
    access,
    db: database.db,
    metrics,
    /** Another process on the same database. */
    open,
    passMs: (ms: number) => vi.setSystemTime(Date.now() + ms),
    entries: (action: string) =>
      database.db.selectFrom('audit_entries').selectAll().where('action', '=', action).orderBy('id').execute(),
    makeOwner: () => makeOwner(access),
    async close() {
      vi.useRealTimers();
      await database.close();
    },
  };
}

/** The first account, in the browser it was made with. */
export async function makeOwner(access: Access): Promise<Browser> {
  const browser = createBrowser(access);
  const made = await browser.call('setup.complete', { body: { token: setupToken, ...owner } });
  if (!made.ok) throw new Error(made.refusal.detail);
  return browser;
}
export type OpenedAccess = Awaited<ReturnType<typeof openAccessForTests>>;

type Input<N extends AccessRouteName> = {
  [K in keyof RouteInput<N> as RouteInput<N>[K] extends undefined ? never : K]: RouteInput<N>[K];
};

export interface Browser {
  cookies: Map<string, string>;
  /** As HTTP does it: who it is, whether they may, the handler, the cookies. */
  call<N extends AccessRouteName>(name: N, input?: Input<N>): Promise<Outcome<RouteAnswer<N>>>;
}

export function createBrowser(
  access: Access,
  { address = '192.0.2.1', cookies = new Map<string, string>() } = {},
): Browser {
  const keep = (outcome: Outcome<unknown>) => {
    const effects = outcome.ok ? outcome.effects : outcome.refusal.effects;
    for (const { name, value } of effects?.cookies ?? []) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
  };
  return {
    cookies,
    async call(name, input) {
      const sender = {
        cookie: (one: string) => cookies.get(one),
        authorization: undefined,
        address,
        userAgent: 'test',
      };
      const identified = await access.http.identify(sender);
      keep(identified);
      if (!identified.ok) return identified;
      const refused = access.http.admit(identified.value, api[name]);
      if (refused) return { ok: false, refusal: refused };
      const handler = access.routes[name] as unknown as (input: object) => Promise<Outcome<never>>;
      const outcome = await handler({
        params: undefined,
        query: undefined,
        body: undefined,
        ...input,
        caller: identified.value,
      });
      keep(outcome);
      return outcome;
    },
  };
}

/** Whether the browser is signed in. */
export async function isIn(browser: Browser): Promise<boolean> {
  const got = await browser.call('session.get');
  return got.ok && got.value.me !== null;
}

/** An authenticator app, by RFC 6238 itself. */
export function codeOf(secret: string, at: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((character) => alphabet.indexOf(character).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}
