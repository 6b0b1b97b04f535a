// Owns access on a real database without HTTP: a plant of two enterprises, accounts with the roles a test names, callers made of them.
import { type Grant, parseGrant, type SentGrant } from '@takt/model/access';
import { plantSchema } from '@takt/model/api';
import type { Identity, KnownCaller } from '../../../server/src/access/caller.ts';
import { createCaller } from '../../../server/src/access/caller.ts';
import { type Access, openAccess } from '../../../server/src/access/index.ts';
import { openPlant, type PlantRegistry } from '../../../server/src/plant/index.ts';
import { createAudit } from '../../../server/src/platform/audit/index.ts';
import { system } from '../../../server/src/platform/caller.ts';
import { createCountersInProcess } from '../../../server/src/platform/counters/adapters/in-process/index.ts';
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Row,
} from '../../../server/src/platform/database/index.ts';
import type { Sender } from '../../../server/src/platform/http/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { createSecrets } from '../../../server/src/platform/secrets/index.ts';

export const twoEnterprises = plantSchema.parse({
  enterprises: { a: { name: 'Acme' }, b: { name: 'Beta' } },
  sites: {
    a1: { enterprise: 'a', name: 'A north', district: 'north', sector: 'C36', timeZone: 'UTC' },
    a2: { enterprise: 'a', name: 'A south', district: 'south', sector: 'C36', timeZone: 'UTC' },
    b1: { enterprise: 'b', name: 'B south', district: 'south', sector: 'C36', timeZone: 'UTC' },
  },
  workshops: { a1w: { site: 'a1', name: 'W' }, a2w: { site: 'a2', name: 'W' }, b1w: { site: 'b1', name: 'W' } },
  lines: { a1l: { workshop: 'a1w', name: 'L' }, b1l: { workshop: 'b1w', name: 'L' } },
  machines: {
    a1m: { line: 'a1l', name: 'M', idealCycleSeconds: 1 },
    b1m: { line: 'b1l', name: 'M', idealCycleSeconds: 1 },
  },
});

export const grant = (role: SentGrant['role'], scope: string): SentGrant => ({ role, scope });

const cleared = [
  'users',
  'grants',
  'recovery_codes',
  'sessions',
  'links',
  'api_tokens',
  'consents',
  'disclosures',
] as const;

export interface AccessStage {
  access: Access;
  plant: PlantRegistry;
  database: Database;
  /** Milliseconds the clock is moved on. */
  pass(ms: number): void;
  now(): number;
  /** Takes away everything but the plant. */
  clear(): Promise<void>;
  /** Makes an active account straight in the database. */
  account(login: string, ...grants: SentGrant[]): Promise<string>;
  /** As the account stands now. */
  caller(id: string, token?: Identity['token']): KnownCaller;
  sender(authorization?: string): Sender;
  audited(): Promise<Row<'audit_entries'>[]>;
  close(): Promise<void>;
}

export async function openAccessStage(
  options: DatabaseOptions,
  settings: { tokenRequestsPerMinute?: number } = {},
): Promise<AccessStage> {
  const database = await openDatabase(options);
  const { db } = database;
  let now = Date.UTC(2026, 0, 5, 8);
  let audited = 0;
  const clock = () => now;
  const plant = await openPlant({ db, audit: createAudit(clock) });
  const put = await plant.routes['plant.put']({
    body: twoEnterprises,
    params: undefined,
    query: undefined,
    caller: system,
  });
  if (!put.ok) throw new Error(put.refusal.detail);
  const log = createLog({ level: 'silent' });
  const access = await openAccess({
    db,
    plant,
    audit: createAudit(clock),
    clock,
    log,
    metrics: createMetrics(),
    secrets: createSecrets(Buffer.alloc(32, 7)),
    counters: createCountersInProcess(),
    manyProcesses: false,
    providers: [],
    setupToken: undefined,
    publicUrl: () => 'http://localhost',
    ...settings,
  });
  const sender = (authorization?: string): Sender => ({
    cookie: () => undefined,
    authorization,
    address: '192.0.2.1',
    userAgent: 'test',
  });
  return {
    access,
    plant,
    database,
    pass: (ms) => {
      now += ms;
    },
    now: clock,
    async clear() {
      // The log is appended to only: what is in it counts no more.
      const { entries } = await db.selectFrom('audit_head').select('entries').executeTakeFirstOrThrow();
      audited = entries;
      await access.directory.change(async (transaction) => {
        for (const table of cleared) await transaction.deleteFrom(table).execute();
        return { ok: true as const };
      });
    },
    async account(login, ...grants) {
      await access.directory.change(async (transaction) => {
        const row = { id: login, login, name: `${login} name`, state: 'active' as const, password_hash: 'x' };
        await transaction
          .insertInto('users')
          .values({ ...row, created_at: now })
          .execute();
        const rows = grants.map((one) => ({ user_id: login, ...one, granted_at: now, granted_by: 'test' }));
        if (rows.length > 0) await transaction.insertInto('grants').values(rows).execute();
        return { ok: true as const };
      });
      return login;
    },
    caller(id, token) {
      const account = access.directory.account(id);
      if (!account) throw new Error(`no account ${id}`);
      const identity = { ...sender(), actor: `user:${id}`, name: account.name, account, sessionId: undefined };
      const surroundings = { placeOf: plant.placeOf, consentsOf: access.consentsOf, clock };
      return createCaller({ ...identity, tokenId: token && 'token', token }, surroundings);
    },
    sender,
    audited: () => db.selectFrom('audit_entries').selectAll().where('id', '>', audited).orderBy('id').execute(),
    close: database.close,
  };
}

export function grantsOf(stage: AccessStage, id: string): Grant[] {
  return [...(stage.access.directory.account(id)?.grants ?? [])];
}

export const parsed = (role: SentGrant['role'], scope: string) => parseGrant({ role, scope });
