// The composition root: the only place that chooses adapters and wires parts together.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Config, readConfig } from './config.ts';
import { deviceRoutes } from './devices/index.ts';
import { createFold } from './pipeline/fold/index.ts';
import { createIngest } from './pipeline/ingest/index.ts';
import { createKpiQueries } from './pipeline/kpi/index.ts';
import {
  createFactsAnnouncer,
  createLatest,
  createValuesAnnouncer,
  liveView,
  snapshotOf,
} from './pipeline/live/index.ts';
import { openPlant, type PlantRegistry } from './plant/index.ts';
import { openDatabase } from './platform/database/index.ts';
import { createHttp, refusedSender } from './platform/http/index.ts';
import { createSocketIoLive } from './platform/live/adapters/socketio/index.ts';
import { createLog, type Log } from './platform/log/index.ts';
import { createMetrics, type Metrics } from './platform/metrics/index.ts';
import { createEmbeddedBroker } from './platform/mqtt/adapters/embedded/index.ts';
import { createBrokerClient } from './platform/mqtt/adapters/external/index.ts';
import type { MqttPort } from './platform/mqtt/port.ts';
import { openDataDirectory } from './platform/process/data-directory.ts';
import { createShutdown, type Shutdown } from './platform/process/shutdown.ts';
import { createInProcessQueue } from './platform/queue/adapters/in-process/index.ts';
import { openDuckDbStore } from './platform/telemetry-store/adapters/duckdb/index.ts';
import { version } from './platform/version.ts';
import { systemRoutes } from './system/index.ts';

const clock = Date.now;
const webDirectory = resolve(import.meta.dirname, '../../web/dist');

const outcome = readConfig(process.env);
if (outcome.ok) await run(outcome.config);
else refuseToStart(outcome.errors);

function refuseToStart(errors: readonly string[]): void {
  process.stderr.write(`Takt does not start:\n${errors.map((error) => `  ${error}\n`).join('')}`);
  process.exitCode = 1;
}

async function run(config: Config): Promise<void> {
  const log = createLog({ level: config.logLevel, pretty: process.stdout.isTTY === true });
  const shutdown = createShutdown(log);
  shutdown.onSignals();
  try {
    await start(config, log, shutdown);
  } catch (error) {
    await shutdown.run();
    refuseToStart([error instanceof Error ? error.message : String(error)]);
    log.debug({ err: error }, 'start failed');
    process.exit(1);
  }
}

async function start(config: Config, log: Log, shutdown: Shutdown): Promise<void> {
  const metrics = createMetrics({ process: true });
  const directory = openDataDirectory(config.dataDirectory);
  shutdown.add('data directory', directory.release);
  const { database, store, queue } = await openStorage(config, log, metrics, shutdown);
  const { db } = database;
  const plant = await openPlant({ db, clock });
  if (config.plantFile !== undefined) await applyPlant(plant, config.plantFile, log);

  const latest = createLatest(store);
  let announceFacts = (_changes: readonly { machine: string; from: number }[]): void => {};
  const fold = await createFold({
    store,
    plant,
    db,
    queue,
    clock,
    log,
    metrics,
    onFacts: (changes) => announceFacts(changes),
  });
  shutdown.add('fold', fold.close);
  queue.start();
  shutdown.add('queue', queue.close);
  await fold.start();

  const mqtt = createMqtt(config, log, metrics);
  const ingest = createIngest({ mqtt, store, plant, dirty: fold.dirty, latest, db, clock, log, metrics });
  const kpi = createKpiQueries({ store, plant, ...fold });
  const http = createHttp({
    handlers: {
      ...plant.routes,
      ...deviceRoutes({
        plant,
        store,
        feed: {
          live: liveView(latest, clock),
          messages: ingest.messages,
          pending: ingest.pending,
          refused: ingest.refused,
          quarantine: ingest.quarantine,
        },
      }),
      ...systemRoutes({ demonstration: config.demonstration, clock, backlogMs: fold.backlogMs }),
      'kpis.query': ({ query }) => kpi.kpis(query),
      'timeline.query': ({ query }) => kpi.timeline(query),
      'stops.query': ({ query }) => kpi.stops(query),
      'shifts.query': ({ query }) => kpi.shifts(query),
      'restatements.list': ({ query }) => kpi.restatements(query),
    },
    checks: { database: database.check, telemetryStore: store.check, mqtt: () => checkMqtt(mqtt) },
    webDirectory,
    version,
    log,
    metrics,
  });
  const live = createSocketIoLive({ httpServer: http.server, refusedSender, log, metrics });
  const snapshot = snapshotOf({ plant, latest, clock });
  live.onWatch(async (scope) => snapshot(scope));
  const facts = createFactsAnnouncer({ plant, publisher: live });
  announceFacts = facts.factsChanged;
  facts.start();
  shutdown.add('facts announcer', facts.close);
  const values = createValuesAnnouncer({ plant, latest, publisher: live, clock });
  await values.start();
  shutdown.add('values announcer', values.close);
  shutdown.add('ingest', ingest.close);
  await ingest.start();
  const httpPort = await http.listen(config.http.host, config.http.port).catch((error: unknown) => {
    throw listenError(error, config.http.port);
  });
  shutdown.add('HTTP', () => http.close());
  shutdown.add('live', live.close);
  directory.announce({ pid: process.pid, httpPort, mqttPort: mqtt.port });
  sayStarted(config, log, httpPort, mqtt.port);
}

async function openStorage(config: Config, log: Log, metrics: Metrics, shutdown: Shutdown) {
  const database = await openDatabase({ path: join(config.dataDirectory, 'takt.db') });
  shutdown.add('database', database.close);
  const store = await openDuckDbStore({ directory: join(config.dataDirectory, 'telemetry') });
  shutdown.add('telemetry store', store.close);
  return { database, store, queue: createInProcessQueue({ db: database.db, log, metrics, clock }) };
}

function createMqtt(config: Config, log: Log, metrics: Metrics): MqttPort {
  const { url, host, port } = config.mqtt;
  if (url !== undefined) return createBrokerClient({ url, clientId: 'takt-server', log, metrics });
  return createEmbeddedBroker({ host, port, log, metrics });
}

async function checkMqtt(mqtt: MqttPort): Promise<void> {
  if (!mqtt.connected) throw new Error('the broker is out of reach');
}

async function applyPlant(plant: PlantRegistry, file: string, log: Log): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`TAKT_PLANT_FILE ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  });
  const applied = await plant.applyYaml(text);
  if (applied.ok) {
    log.info({ file, ...applied.value }, 'plant file applied');
    return;
  }
  const { detail, errors = [] } = applied.refusal;
  throw new Error(
    `TAKT_PLANT_FILE ${file}: ${detail}${errors.map(({ field, reason }) => `\n    ${field} ${reason}`).join('')}`,
  );
}

function listenError(error: unknown, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason = code === 'EADDRINUSE' ? 'is in use by another program' : String(error);
  return new Error(`TAKT_HTTP_PORT ${port} ${reason}`, { cause: error });
}

function sayStarted(config: Config, log: Log, httpPort: number, mqttPort: number | undefined): void {
  const mqtt = config.mqtt.url === undefined ? `mqtt://${config.mqtt.host}:${mqttPort}` : 'external broker';
  log.info({ url: `http://localhost:${httpPort}`, mqtt, data: config.dataDirectory }, `Takt ${version} is ready`);
  log.warn('there is no access control yet: the server listens on this machine only (loopback)');
}
