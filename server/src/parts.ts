// Owns opening the parts the configuration names: the embedded one, or the one that stands outside.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseScope } from '@takt/model/plant';
import type { Regions } from '@takt/model/regions';
import type { Terms } from '@takt/model/registry';
import type { RetrofitTerms } from '@takt/model/retrofit';
import { type Access, openAccess } from './access/index.ts';
import { type ProviderConfig, readProviders } from './access/providers/config.ts';
import type { BrainParts } from './brain.ts';
import type { Config } from './config.ts';
import { createMosquittoSync, type DeviceCredentials, openDeviceCredentials } from './devices/credentials/index.ts';
import type { PlantRegistry } from './plant/index.ts';
import { type AppendAudit, createAudit } from './platform/audit/index.ts';
import type { Bus } from './platform/bus/port.ts';
import { createCountersInProcess } from './platform/counters/adapters/in-process/index.ts';
import type { Counters } from './platform/counters/port.ts';
import { type Database, openDatabase } from './platform/database/index.ts';
import { type Http, type HttpOptions, isLoopbackHost } from './platform/http/index.ts';
import type { Log } from './platform/log/index.ts';
import type { Metrics } from './platform/metrics/index.ts';
import { createEmbeddedBroker } from './platform/mqtt/adapters/embedded/index.ts';
import { createBrokerClient } from './platform/mqtt/adapters/external/index.ts';
import { createDynamicSecurity } from './platform/mqtt/adapters/mosquitto/index.ts';
import type { MqttPort } from './platform/mqtt/port.ts';
import type { DataDirectory } from './platform/process/data-directory.ts';
import type { Shutdown } from './platform/process/shutdown.ts';
import { createSecrets, openSecretKey } from './platform/secrets/index.ts';
import { openDuckDbStore } from './platform/telemetry-store/adapters/duckdb/index.ts';
import { openInfluxStore } from './platform/telemetry-store/adapters/influx/index.ts';
import type { TelemetryStore } from './platform/telemetry-store/port.ts';
import { version } from './platform/version.ts';

/** What every part of one process is given. */
export interface Process {
  config: Config;
  directory: DataDirectory;
  log: Log;
  metrics: Metrics;
  shutdown: Shutdown;
  clock: () => number;
  /** The city and its districts. */
  regions: Regions;
  /** How retrofit projects are handled. */
  retrofit: RetrofitTerms;
  /** Sectors and chains. */
  terms: Terms;
  /** The port it listens on, once it does. */
  httpPort?: number;
}

export async function openStorage({
  config,
  log,
  metrics,
  shutdown,
}: Process): Promise<{ database: Database; store: TelemetryStore }> {
  const { databaseUrl: url, dataDirectory } = config;
  const database = await openDatabase(url === undefined ? { path: join(dataDirectory, 'takt.db') } : { url, log });
  shutdown.add('database', database.close);
  const store = config.influx
    ? await openInfluxStore({ ...config.influx, log, metrics })
    : await openDuckDbStore({ directory: join(dataDirectory, 'telemetry') });
  shutdown.add('telemetry store', store.close);
  return { database, store };
}

export async function openMqtt(
  { config, log, metrics, clock }: Process,
  credentials?: DeviceCredentials,
): Promise<MqttPort> {
  const { url, host, port, ca, anonymous } = config.mqtt;
  if (url === undefined) {
    if (anonymous)
      log.warn('devices need no credentials (TAKT_MQTT_ANONYMOUS): any program on this machine may speak as any');
    const tls = credentials && (await brokerTls(config, credentials));
    return createEmbeddedBroker({
      host,
      port,
      gate: anonymous ? undefined : credentials?.gate,
      tls,
      log,
      metrics,
      clock,
    });
  }
  const clientId = config.redisUrl === undefined ? 'takt-server' : `takt-${config.instance}`;
  return createBrokerClient({ url, clientId, log, metrics, ca });
}

/** Certificates of devices are asked for; the broker's own is given by the operator, or made anew. */
async function brokerTls({ mqtt: { tls } }: Config, credentials: DeviceCredentials) {
  if (!tls) return undefined;
  const authority = await credentials.authority();
  const made = tls.files ? undefined : await authority.issueServer({ hosts: tls.names, days: brokerCertificateDays });
  const { cert, key } = tls.files ?? { cert: made?.certificate ?? '', key: made?.key ?? '' };
  return { host: tls.host, port: tls.port, cert, key, ca: authority.certificate };
}

/** Of the embedded broker's, made at every start. */
const brokerCertificateDays = 825;

export async function openCredentials(
  { config, directory, log, metrics, shutdown, clock }: Process,
  { db, plant, bus }: { db: Database['db']; plant: PlantRegistry; bus?: Bus },
): Promise<DeviceCredentials> {
  const audit = auditOf(plant, clock);
  const credentials = await openDeviceCredentials({
    db,
    bus,
    clock,
    log,
    sites: plant.sites,
    authority: config.mqtt.authority ?? { directory: directory.path('authority') },
    audit: (entry, transaction) => audit(transaction, entry),
    broker: config.mqtt.dynamicSecurityUrl !== undefined,
    metrics,
  });
  shutdown.add('credentials of devices', credentials.close);
  return credentials;
}

/** What a broker that asks about its clients (EMQX) is answered; undefined where none may ask. */
export function questionsOf({ config }: Process, credentials: DeviceCredentials) {
  const { brokerSecret } = config.mqtt;
  return brokerSecret === undefined ? undefined : credentials.questions(brokerSecret);
}

/** Keeps Mosquitto in step with the credentials until it is closed; one process of an installation does so. */
export function tellBroker(
  { config, log, clock }: Process,
  { db, credentials }: { db: Database['db']; credentials: DeviceCredentials },
): { close(): Promise<void> } {
  const { dynamicSecurityUrl: url, ca } = config.mqtt;
  if (url === undefined) return { close: async () => {} };
  const clientId = `takt-credentials-${config.instance}`;
  const broker = createDynamicSecurity({ url, ca, clientId, log });
  const sync = createMosquittoSync({ broker, db, authority: credentials.authority, clock, log });
  // The comparison at every connection makes up for what fails here.
  const stop = credentials.gate.onWritten(() => void sync.push().catch(() => undefined));
  return {
    async close() {
      stop();
      await sync.close();
    },
  };
}

/** Where telemetry of devices without an outbox waits while the store is down. */
export function spoolOf({ dataDirectory, spoolMaxBytes: maxBytes }: Config): { directory: string; maxBytes: number } {
  return { directory: join(dataDirectory, 'spool'), maxBytes };
}

export async function checkMqtt(mqtt: MqttPort): Promise<void> {
  if (!mqtt.connected) throw new Error('the broker is out of reach');
}

export async function applyPlant(plant: PlantRegistry, { config, log }: Process): Promise<void> {
  const { plantFile: file } = config;
  if (file === undefined) return;
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

function providersOf({ providersFile: file }: Config): readonly ProviderConfig[] {
  if (file === undefined) return [];
  const read = readProviders(file);
  if (read.ok) return read.value;
  const { detail, errors = [] } = read.refusal;
  throw new Error(
    `TAKT_PROVIDERS_FILE ${file}: ${detail}${errors.map(({ field, reason }) => `\n    ${field} ${reason}`).join('')}`,
  );
}

/** What ended with a node of the plant is known here at once, not only when the database is looked at next. */
export function endWithPlant(
  { log, shutdown }: Process,
  { plant, access, credentials }: { plant: PlantRegistry; access: Access; credentials: DeviceCredentials },
): void {
  const stop = plant.onChange(() => {
    void Promise.all([access.directory.refresh(), credentials.gate.refresh()]).catch((error: unknown) =>
      log.debug({ err: error }, 'accounts and credentials are as they were known last'),
    );
  });
  shutdown.add('following the plant', async () => stop());
}

/** Entries are kept with the enterprise whose node they are about. */
export function auditOf(plant: Pick<PlantRegistry, 'placeOf'>, clock: () => number): AppendAudit {
  return createAudit(clock, (scope) => plant.placeOf(parseScope(scope))?.enterprise);
}

/** `onWritten`: tells other processes to refresh. `counters`: those all processes share; absent: of this one. */
export async function openAccessTo(
  process_: Process,
  parts: { database: Database; plant: PlantRegistry; onWritten?: () => void; counters?: Counters },
): Promise<Access> {
  const { config, directory, log, metrics, clock } = process_;
  const { database, plant, onWritten, counters } = parts;
  return openAccess({
    db: database.db,
    plant,
    audit: auditOf(plant, clock),
    clock,
    log,
    metrics,
    secrets: createSecrets(config.secretKey ?? openSecretKey(directory.path('secret.key'))),
    counters: counters ?? createCountersInProcess(),
    manyProcesses: config.redisUrl !== undefined,
    setupToken: config.setupToken,
    providers: providersOf(config),
    publicUrl: () => urlOf(config, process_.httpPort ?? config.http.port),
    tokenRequestsPerMinute: config.tokenRequestsPerMinute,
    ...(onWritten && { onWritten }),
  });
}

/** What the industry brain needs of this process. */
/** `counters`: those all processes share; absent: of this one. */
export function brainParts(
  process_: Process,
  { plant, counters, ...parts }: Pick<BrainParts, 'db' | 'store' | 'plant' | 'queue'> & { counters?: Counters },
): BrainParts {
  const { config, regions, retrofit, terms, clock } = process_;
  const { recognitionDirectory } = config;
  return {
    ...parts,
    plant,
    regions,
    retrofit,
    terms,
    audit: auditOf(plant, clock),
    recognitionDirectory,
    counters: counters ?? createCountersInProcess(),
    publicUrl: () => urlOf(config, process_.httpPort ?? config.http.port),
    clock,
  };
}

/** How this process is reached over HTTP, whatever it serves there. */
export function httpOf({ http }: Config): Pick<HttpOptions, 'tls' | 'trustProxy' | 'publicUrl'> {
  const { tls, trustProxy, publicUrl } = http;
  return { tls, trustProxy, publicUrl };
}

/** Answers requests from here on; `server.json` in the data directory tells where. */
export async function listen(process_: Process, http: Http, mqtt?: Pick<MqttPort, 'port' | 'tlsPort'>): Promise<void> {
  const { config, directory, shutdown } = process_;
  const httpPort = await http.listen(config.http.host, config.http.port).catch((error: unknown) => {
    throw listenError(error, config.http.port);
  });
  shutdown.add('HTTP', () => http.close());
  process_.httpPort = httpPort;
  directory.announce({ pid: process.pid, httpPort, mqttPort: mqtt?.port, mqttTlsPort: mqtt?.tlsPort });
  sayStarted(process_, httpPort, mqtt);
}

function listenError(error: unknown, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason = code === 'EADDRINUSE' ? 'is in use by another program' : String(error);
  return new Error(`TAKT_HTTP_PORT ${port} ${reason}`, { cause: error });
}

/** Where people open the pages. */
function urlOf({ http }: Config, port: number): string {
  return http.publicUrl ?? `${http.tls ? 'https' : 'http'}://localhost:${port}`;
}

function sayStarted({ config, log }: Process, httpPort: number, broker?: Pick<MqttPort, 'port' | 'tlsPort'>): void {
  const { host: mqttHost, tls: mqttTls, url: external } = config.mqtt;
  const mqtt = external === undefined ? `mqtt://${mqttHost}:${broker?.port}` : 'external broker';
  const mqtts = broker?.tlsPort === undefined ? {} : { mqtts: `mqtts://${mqttTls?.host}:${broker.tlsPort}` };
  const roles = [...config.roles].join(',');
  const url = urlOf(config, httpPort);
  log.info(
    { url, mqtt, ...mqtts, data: config.dataDirectory, roles, instance: config.instance },
    `Takt ${version} is ready`,
  );
  const { host, tls, trustProxy } = config.http;
  if (!isLoopbackHost(host) && !tls && trustProxy === undefined)
    log.warn(
      { host },
      'HTTP without TLS beyond this machine (TAKT_ALLOW_PLAIN_HTTP): what is sent can be read and changed on its way',
    );
}
