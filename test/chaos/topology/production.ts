// Owns the production parts: Mosquitto, InfluxDB, Redis, PostgreSQL, and two server processes of each role.
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { openInfluxStore } from '../../../server/src/platform/telemetry-store/adapters/influx/index.ts';
import { startMosquitto } from '../../harness/mosquitto.ts';
import { startMqttProxy } from '../../harness/mqtt-proxy/index.ts';
import { startPostgres } from '../../harness/postgres.ts';
import { startRedis } from '../../harness/redis.ts';
import { secretKey } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { fullSpool, smallSpools } from './full-spool.ts';
import { startInfluxPart } from './influx-part.ts';
import type { Topology } from './part.ts';
import { type ServerPart, startServerPart } from './server-part.ts';

const roles = ['ingest', 'worker', 'api'] as const;
const instances = [1, 2] as const;
const foldTables = ['leases', 'dirty_marks', 'late_ranges', 'fold_progress', 'fold_horizons'] as const;

export async function startProduction(seed: string): Promise<Topology> {
  const directory = await createTempDirectory('chaos');
  const [broker, influx, redis, postgres] = await Promise.all([
    startMosquitto(),
    startInfluxPart(),
    startRedis(),
    startPostgres(),
  ]);
  const agentsNetwork = await startMqttProxy({ brokerPort: broker.port, seed: `${seed}/agents` });
  const serversNetwork = await startMqttProxy({ brokerPort: broker.port, seed: `${seed}/servers` });
  const spools = smallSpools(directory.path, ['ingest-1', 'ingest-2']);
  const databaseUrl = await postgres.createDatabase();
  const env = {
    ...spools.env,
    TAKT_MQTT_URL: serversNetwork.url,
    TAKT_INFLUX_URL: influx.url,
    TAKT_REDIS_URL: redis.url,
    TAKT_SECRET_KEY: secretKey,
    TAKT_DATABASE_URL: databaseUrl,
  };
  const servers: ServerPart[] = [];
  for (const role of roles) {
    for (const instance of instances) {
      servers.push(await startServerPart(`${role}-${instance}`, directory.path, { ...env, TAKT_ROLES: role }));
    }
  }
  const stopServers = () => Promise.all(servers.map((server) => server.stop()));
  const ingest = servers.filter(({ name }) => name.startsWith('ingest'));
  const api = servers.find(({ name }) => name === 'api-1')?.api;
  if (!api) throw new Error('there is no api-1');
  return {
    mqttUrl: agentsNetwork.url,
    parts: [
      { ...broker, name: 'broker' },
      influx,
      { ...redis, name: 'redis' },
      { ...postgres, name: 'postgres', comeBack: postgres.start },
      ...servers,
    ],
    stalling: ['influxdb'],
    networks: { agents: agentsNetwork, servers: serversNetwork },
    further: ({ kill: lasts }) => [fullSpool({ influx, ingest, api, brokerUrl: broker.url, lasts })],
    api,
    async metrics() {
      const found = await Promise.all(servers.map((server) => server.metrics()));
      return new Map(found.filter((entry) => entry !== undefined));
    },
    crashes: () => servers.flatMap((server) => server.crashes()),
    async evidence() {
      const rows = (table: string) => postgres.psql(databaseUrl, `select * from ${table} order by 1, 2`);
      const found = await Promise.all(foldTables.map(async (table) => [table, await rows(table)] as const));
      return Object.fromEntries([...found, ...servers.map((server) => [server.name, server.output()] as const)]);
    },
    async ready() {
      await Promise.all(servers.map((server) => server.ready()));
    },
    async readStore(read) {
      await stopServers();
      const store = await openInfluxStore({
        ...influx.config,
        log: createLog({ level: 'warn' }),
        metrics: createMetrics(),
      });
      try {
        return await read(store);
      } finally {
        await store.close();
      }
    },
    async stop() {
      await stopServers();
      spools.unmount();
      await agentsNetwork.close();
      await serversNetwork.close();
      await Promise.all([broker.stop(), influx.stop(), redis.stop(), postgres.remove()]);
      await directory.remove();
    },
  };
}
