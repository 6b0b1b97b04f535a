// Owns what is compared: programs between broker and store, each started on parts of its own.

import { startSource } from '../../harness/child.ts';
import { askInfluxDb, type InfluxDb, startInfluxDb } from '../../harness/influxdb.ts';
import { type Mosquitto, startMosquitto } from '../../harness/mosquitto.ts';
import { until } from '../../harness/until.ts';
import { countPoints, type Place, pointsWritten } from './arrivals.ts';
import type { Writing } from './node-red/flow.ts';
import { startNodeRed } from './node-red/start.ts';

export interface Contestant {
  pids: readonly number[];
  brokerPort: number;
  brokerPid: number;
  /** Undefined where nothing is stored. */
  influxDb: InfluxDb | undefined;
  /** Messages that have arrived, cheap to ask. */
  progress(): number | Promise<number>;
  /** Messages that have arrived, each counted once. */
  arrived(): number | Promise<number>;
  output(): string;
  stop(): Promise<void>;
}

/** Whatever follows, the broker neither refuses nor forgets a message: what is lost was lost behind it. */
const brokerSettings = ['max_queued_messages 0', 'max_inflight_messages 1000'];

export function startBroker(): Promise<Mosquitto> {
  return startMosquitto({ settings: brokerSettings });
}

/** A subscriber that only receives (receiver.ts). */
export async function startReceiver(): Promise<Contestant> {
  const broker = await startBroker();
  const child = startSource('test/bench/production/receiver.ts', [broker.url]);
  const last = () => child.output().trimEnd().split('\n').at(-1);
  await until(() => last() === '0', { what: 'the receiver' });
  return {
    pids: [child.pid],
    brokerPort: broker.port,
    brokerPid: broker.pid,
    influxDb: undefined,
    progress: () => Number(last()),
    arrived: () => Number(last()),
    output: child.output,
    async stop() {
      await child.kill();
      await broker.stop();
    },
  };
}

const nodeRedPlace: Place = { database: 'bench', policy: 'autogen', measurement: 'telemetry' };

export async function startNodeRedContestant(writing: Writing): Promise<Contestant> {
  const [broker, influxDb] = [await startBroker(), await startInfluxDb()];
  await askInfluxDb(influxDb.url, `CREATE DATABASE ${nodeRedPlace.database}`);
  const ports = { mqttPort: broker.port, influxPort: influxDb.port };
  const nodeRed = await startNodeRed({ writing, ...ports, ...nodeRedPlace });
  return {
    pids: [nodeRed.pid],
    brokerPort: broker.port,
    brokerPid: broker.pid,
    influxDb,
    progress: () => pointsWritten(influxDb.url, nodeRedPlace),
    arrived: () => countPoints(influxDb.url, nodeRedPlace),
    output: nodeRed.output,
    async stop() {
      await nodeRed.stop();
      await broker.stop();
      await influxDb.stop();
    },
  };
}
