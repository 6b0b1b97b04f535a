// Owns one plant answered twice in one process: with access control in the way, and by the same handlers without it.
import { join } from 'node:path';
import { api, type RouteName } from '@takt/model/api';
import { openAccess } from '../../../server/src/access/index.ts';
import { createGate } from '../../../server/src/pipeline/fold/gate.ts';
import { createKpiQueries } from '../../../server/src/pipeline/kpi/index.ts';
import { openPlant } from '../../../server/src/plant/index.ts';
import { createAudit } from '../../../server/src/platform/audit/index.ts';
import { system } from '../../../server/src/platform/caller.ts';
import { createCountersInProcess } from '../../../server/src/platform/counters/adapters/in-process/index.ts';
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { createHttp, type Handlers, type Http, type HttpAccess } from '../../../server/src/platform/http/index.ts';
import type { LiveAccess } from '../../../server/src/platform/live/access.ts';
import { createSocketIoLive } from '../../../server/src/platform/live/adapters/socketio/index.ts';
import type { LivePublisher } from '../../../server/src/platform/live/port.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { done, refuse } from '../../../server/src/platform/outcome.ts';
import { createSecrets } from '../../../server/src/platform/secrets/index.ts';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { embeddedDatabase, type Person, writeConsent, writePeople } from '../../harness/tenants.ts';
import { prepare } from '../kpi.ts';

export interface Side {
  url: string;
  publisher: LivePublisher;
}
export interface Stage {
  guarded: Side;
  bare: Side;
  /** Of the enterprise, and of the district’s bureau, to which the enterprise’s consent was given. */
  admin: Person;
  officer: Person;
  close(): Promise<void>;
}

const everybody: HttpAccess = {
  identify: async () => done(system),
  admit: () => undefined,
  permit: () => undefined,
  disclose: async () => {},
};
const everySocket: LiveAccess = {
  identify: async () => done(system),
  renew: async (callers) => [...callers],
  disclose: async () => {},
  onChange: () => () => {},
};

export async function openStage(): Promise<Stage> {
  const { path, remove } = await createTempDirectory('bench-access');
  const options = embeddedDatabase(path);
  const openStore = () => openDuckDbStore({ directory: join(path, 'telemetry') });
  await prepare({ openDatabase: () => openDatabase(options), openStore });
  const [admin, officer] = await writePeople(options, [
    { login: 'admin', grants: [{ role: 'enterprise_admin', scope: 'enterprise:e' }] },
    { login: 'officer', grants: [{ role: 'district_officer', scope: 'district:d' }] },
  ]);
  if (!admin || !officer) throw new Error('nobody was written');
  const groups = ['machine_kpis', 'telemetry'] as const;
  await writeConsent(options, { enterprise: 'e', bureau: 'district:d', groups, purpose: 'a benchmark' });

  const database = await openDatabase(options);
  const store = await openStore();
  const audit = createAudit(Date.now);
  const plant = await openPlant({ db: database.db, audit });
  const log = createLog({ level: 'silent' });
  const access = await openAccess({
    db: database.db,
    plant,
    audit,
    clock: Date.now,
    log,
    metrics: createMetrics(),
    secrets: createSecrets(Buffer.alloc(32, 7)),
    counters: createCountersInProcess(),
    manyProcesses: false,
    providers: [],
    setupToken: undefined,
    publicUrl: () => 'http://localhost',
    tokenRequestsPerMinute: 1_000_000,
  });
  const restatements = { list: async () => [] } as never;
  const kpi = createKpiQueries({ store, plant, gate: createGate(), horizon: () => Date.now(), restatements });
  const absent = async () => refuse('unavailable', 'not part of this benchmark');
  const handlers = {
    ...Object.fromEntries((Object.keys(api) as RouteName[]).map((name) => [name, absent])),
    'kpis.query': ({ query }) => kpi.kpis(query),
  } as Handlers;

  const ends: (() => Promise<void>)[] = [];
  async function serve(http: HttpAccess, sockets: LiveAccess): Promise<Side> {
    const surface = { handlers, access: http, webDirectory: path };
    const server: Http = createHttp({ surface, checks: {}, version: '0', log, metrics: createMetrics() });
    const { refusedSender, senderOf } = server;
    const from = { httpServer: server.server, refusedSender, senderOf };
    const live = createSocketIoLive({ ...from, access: sockets, log, metrics: createMetrics() });
    live.onWatch(async () => ({ machines: [] }));
    ends.push(live.close, () => server.close(0));
    return { url: `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`, publisher: live };
  }
  const [guarded, bare] = [await serve(access.http, access.live), await serve(everybody, everySocket)];
  return {
    guarded,
    bare,
    admin,
    officer,
    async close() {
      for (const end of ends) await end();
      await store.close();
      await database.close();
      await remove();
    },
  };
}
