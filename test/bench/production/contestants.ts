// Owns what is compared: programs between broker and store, each started on parts of its own.
import { metricIn } from '../../harness/api-client.ts';
import { startSource } from '../../harness/child.ts';
import { askInfluxDb } from '../../harness/influxdb.ts';
import type { Mosquitto } from '../../harness/mosquitto.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { registerMachines } from '../ingest/machines.ts';
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
  /** The server, which `restart` replaces. */
  readonly server: RunningServer;
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
    broker: parts.broker,
    store: parts.store,
    parts,
    get server() {
      return server;
    },
    progress: () => pointsWritten(parts.store.url, taktPlace),
    arrived: () => countPoints(parts.store.url, taktPlace),
    async restart() {
      await server.kill();
      server = await start();
    },
    async stop() {
      const refused = metricIn((await server.text('/metrics')).text, 'takt_ingest_refused_total');
      await server.stop();
      await parts.stop();
      await directory.remove();
      if (refused > 0) throw new Error(`${refused} messages were refused`);
    },
  };
}
