// Owns the production parts of a trial, real servers with data of their own, and the settings that lead the server to them.
import { readFile } from 'node:fs/promises';
import { type InfluxDb, type InfluxDbOptions, startInfluxDb } from '../../harness/influxdb.ts';
import { type Mosquitto, startMosquitto } from '../../harness/mosquitto.ts';
import { type PostgresServer, startPostgres } from '../../harness/postgres.ts';
import { createTempDirectory } from '../../harness/temp.ts';

export interface Parts {
  broker: Mosquitto;
  store: Store;
  postgres: PostgresServer;
  /** `TAKT_*` settings of a server that uses them. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** An InfluxDB that comes back where it was. */
export interface Store {
  readonly url: string;
  readonly server: InfluxDb;
  kill(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

export async function startParts(): Promise<Parts> {
  const [broker, store, postgres] = [await startBroker(), await startStore(), await startPostgres()];
  return {
    broker,
    store,
    postgres,
    env: {
      TAKT_MQTT_URL: broker.url,
      TAKT_INFLUX_URL: store.url,
      TAKT_DATABASE_URL: await postgres.createDatabase(),
      TAKT_LOG_LEVEL: 'warn',
    },
    async stop() {
      await broker.stop();
      await store.stop();
      await postgres.remove();
    },
  };
}

/** Limits of queues and packets as in production; passwords and listeners are not what is measured. */
export async function startBroker(): Promise<Mosquitto> {
  const text = await readFile('config/mosquitto/mosquitto.conf', 'utf8');
  return startMosquitto({ settings: text.split('\n').filter((line) => /^(max_|message_size|queue_)/.test(line)) });
}

export async function startStore(): Promise<Store> {
  const directory = await createTempDirectory('influxdb');
  let server = await startInfluxDb({ directory: directory.path });
  const place: InfluxDbOptions = { directory: directory.path, port: server.port };
  return {
    url: server.url,
    get server() {
      return server;
    },
    kill: () => server.kill(),
    async comeBack() {
      server = await startInfluxDb(place);
    },
    async stop() {
      await server.stop();
      await directory.remove();
    },
  };
}
