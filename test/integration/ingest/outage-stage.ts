// Owns what the tests of a store outage stand on: an InfluxDB that goes and comes back, servers on it, all ended after each test.
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type InfluxDb, startInfluxDb } from '../../harness/influxdb.ts';
import { type Mosquitto, startMosquitto } from '../../harness/mosquitto.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { base, metric, send, setUpPlant, stored } from './setup.ts';

const closers: (() => unknown)[] = [];

/** Ends something after the test, the latest first. */
export function endLater(close: () => unknown): void {
  closers.push(close);
}

export interface Store {
  /** kill -9. */
  goAway(): Promise<void>;
  /** With everything it had acknowledged. */
  comeBack(): Promise<void>;
  /** Settings of a server that has a database of its own in it. */
  env(database: string): Record<string, string>;
}

/** One InfluxDB for the tests of a file; it is there again when the next test begins. */
export function withStore(): Store {
  let directory: TempDirectory;
  let running: InfluxDb | undefined;
  let port: number | undefined;
  const store: Store = {
    async goAway() {
      await running?.kill();
      running = undefined;
    },
    async comeBack() {
      running ??= await startInfluxDb({ directory: directory.path, ...(port === undefined ? {} : { port }) });
      port = running.port;
    },
    env: (database) => ({
      TAKT_INFLUX_URL: `http://127.0.0.1:${port}`,
      TAKT_INFLUX_DATABASE: database,
      TAKT_LOG_LEVEL: 'warn',
    }),
  };
  beforeAll(async () => {
    directory = await createTempDirectory('outage-influxdb');
    await store.comeBack();
  });
  afterEach(async () => {
    const failures: unknown[] = [];
    // One that fails keeps no other from ending: what stays mounted or runs on disturbs whatever comes after.
    for (const close of [store.comeBack, ...closers.splice(0).reverse()]) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not everything the test started has ended');
  });
  afterAll(async () => {
    await running?.stop();
    await directory.remove();
  });
  return store;
}

/** A server that can be killed and started again; `current` is the one that runs. */
export interface Served {
  current: RunningServer;
  directory: string;
  /** Starts it again on its data directory and ports. */
  again(): Promise<void>;
}

export async function serve(
  machines: readonly string[],
  env: Readonly<Record<string, string>>,
  prepare: (directory: string) => void = () => {},
): Promise<Served> {
  const directory = await createTempDirectory('outage');
  endLater(directory.remove);
  prepare(directory.path);
  const served: Served = {
    current: await startServer({ directory: directory.path, env }),
    directory: directory.path,
    async again() {
      const { httpPort, mqttPort } = served.current;
      served.current = await startServer({ directory: directory.path, httpPort, mqttPort, env });
    },
  };
  endLater(() => served.current.stop());
  await setUpPlant(served.current, machines);
  return served;
}

export async function startBroker(): Promise<Mosquitto> {
  const broker = await startMosquitto();
  endLater(broker.stop);
  return broker;
}

/** A device that sends nothing twice. */
export async function connectPlainDevice(url: string): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4 });
  client.on('error', () => {});
  endLater(() => client.endAsync(true));
  return client;
}

/** Readings `from` to before `to` of signal `v`, one a second and each in a message of its own, acknowledged. */
export async function sendReadings(client: MqttClient, machine: string, from: number, to: number): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (let n = from; n < to; n++) sent.push(send(client, machine, { at: base + n * 1000, v: n }));
  await Promise.all(sent);
}

/** Which of the first `count` readings of `v` are stored; throws where one is stored twice or with another value. */
export async function storedReadings(server: RunningServer, machine: string, count: number): Promise<number[]> {
  const points = await stored(server, machine, 'v', { from: base, to: base + count * 1000 });
  for (const { at, value, count: times } of points) {
    if (times !== 1 || at !== base + value * 1000)
      throw new Error(`reading ${value} is stored ${times} times at ${at}`);
  }
  return points.map(({ value }) => value);
}

export function untilStored(server: RunningServer, machine: string, count: number): Promise<unknown> {
  return until(async () => (await storedReadings(server, machine, count)).length === count, {
    what: `${count} stored readings of ${machine}`,
  });
}

/** Waits until a metric has this value. */
export async function untilMetric(server: RunningServer, name: string, wanted: number): Promise<void> {
  let last: number | undefined;
  await until(
    async () => {
      last = await metric(server, name);
      return last === wanted;
    },
    { what: name },
  ).catch(() => {});
  expect(last, name).toBe(wanted);
}
