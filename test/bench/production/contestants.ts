// Owns what is compared: programs between broker and store, each started on parts of its own.
import { jsonTopic } from '@takt/model/topics';
import { metricIn } from '../../harness/api-client.ts';
import { startSource } from '../../harness/child.ts';
import { askInfluxDb } from '../../harness/influxdb.ts';
import type { Mosquitto } from '../../harness/mosquitto.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { registerMachines, site } from '../ingest/machines.ts';
import { openWire } from '../ingest/wire.ts';
import { countPoints, type Place, pointsWritten } from './arrivals.ts';
import type { Writing } from './node-red/flow.ts';
import { startNodeRed } from './node-red/start.ts';
import { type Parts, type Store, startBroker, startParts, startStore } from './parts.ts';

export interface Contestant {
  pid: number;
  broker: Mosquitto;
  /** Messages that have arrived, cheap to ask. */
  progress(): number | Promise<number>;
  /** Messages that have arrived, each counted once. */
  arrived(): number | Promise<number>;
  stop(): Promise<void>;
}

/** A contestant that stores what it hears. */
export interface Storing extends Contestant {
  store: Store;
}

/** A subscriber that only receives (receiver.ts). */
export async function startReceiver(): Promise<Contestant> {
  const broker = await startBroker();
  const child = startSource('test/bench/production/receiver.ts', [broker.url]);
  const last = () => child.output().trimEnd().split('\n').at(-1);
  await until(() => last() === '0', { what: 'the receiver' });
  return {
    pid: child.pid,
    broker,
    progress: () => Number(last()),
    arrived: () => Number(last()),
    async stop() {
      await child.kill();
      await broker.stop();
    },
  };
}

const nodeRedPlace: Place = { database: 'bench', policy: 'autogen', measurement: 'telemetry' };

export async function startNodeRedOn(writing: Writing): Promise<Storing> {
  const [broker, store] = [await startBroker(), await startStore()];
  await askInfluxDb(store.url, `CREATE DATABASE ${nodeRedPlace.database}`);
  const nodeRed = await startNodeRed({
    writing,
    mqttPort: broker.port,
    influxPort: store.server.port,
    ...nodeRedPlace,
  });
  return {
    pid: nodeRed.pid,
    broker,
    store,
    progress: () => pointsWritten(store.url, nodeRedPlace),
    arrived: () => countPoints(store.url, nodeRedPlace),
    async stop() {
      await nodeRed.stop();
      await broker.stop();
      await store.stop();
    },
  };
}

const taktPlace: Place = { database: 'takt', policy: 'raw', measurement: 'samples' };

export interface Takt extends Storing {
  parts: Parts;
  /** kill -9 and a new start on the same data; resolves when the new one is ready. */
  restart(): Promise<void>;
}

/** The server with all its production parts in one process, `machines` of them registered. */
export async function startTakt(machines: number): Promise<Takt> {
  const [parts, directory] = [await startParts(), await createTempDirectory('server')];
  const start = () => startServer({ directory: directory.path, env: parts.env });
  let server = await start();
  await registerMachines(server.put, machines);
  return {
    get pid() {
      return server.pid;
    },
    ...arrivalsIn(parts),
    parts,
    async restart() {
      await server.kill();
      server = await start();
    },
    async stop() {
      await endServers([server], parts);
      await directory.remove();
    },
  };
}

/** Two processes over Redis as in production: one hears, the other folds and shows. The one that hears is looked at. */
export async function startTaktApart(machines: number): Promise<Storing> {
  const parts = await startParts();
  const start = (roles: string) =>
    startServer({ env: { ...parts.env, TAKT_REDIS_URL: parts.redis.url, TAKT_ROLES: roles } });
  const [other, ingest] = [await start('worker,api'), await start('ingest')];
  await registerMachines(other.put, machines);
  const arrivals = arrivalsIn(parts);
  const device = await openWire(parts.broker.port, 'first');
  await until(
    () => {
      device.publish(jsonTopic(site, 'probe'), Buffer.from('{"temperature_c":40}'), 1);
      device.flush();
      return arrivals.progress();
    },
    { what: 'a first message in the store' },
  );
  device.end();
  return { pid: ingest.pid, ...arrivals, stop: () => endServers([ingest, other], parts) };
}

function arrivalsIn({ broker, store }: Parts): Omit<Storing, 'pid' | 'stop'> {
  return {
    broker,
    store,
    progress: () => pointsWritten(store.url, taktPlace),
    arrived: () => countPoints(store.url, taktPlace),
  };
}

async function endServers(servers: readonly RunningServer[], parts: Parts): Promise<void> {
  const pages = await Promise.all(servers.map((server) => server.text('/metrics')));
  const refused = pages.reduce((sum, { text }) => sum + metricIn(text, 'takt_ingest_refused_total'), 0);
  for (const server of servers) await server.stop();
  await parts.stop();
  if (refused > 0) throw new Error(`${refused} messages were refused`);
}
