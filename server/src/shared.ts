// Owns the composition of a process that shares the work with others: any of the roles, over PostgreSQL, InfluxDB, Redis and a broker.
import { districtNames } from '@takt/model/regions';
import { keepAccessTidy } from './access/housekeeping.ts';
import type { Access } from './access/index.ts';
import { apiSurface } from './api.ts';
import { brainJobs, prepareBrain } from './brain.ts';
import type { DeviceCredentials } from './devices/credentials/index.ts';
import { leavingOf } from './leaving.ts';
import {
  applyPlant,
  brainParts,
  checkMqtt,
  endWithPlant,
  httpOf,
  listen,
  openAccessTo,
  openCredentials,
  openMqtt,
  openStorage,
  type Process,
  questionsOf,
  spoolOf,
  tellBroker,
} from './parts.ts';
import { createGate } from './pipeline/fold/gate.ts';
import { createHorizons, createHorizonWriter } from './pipeline/fold/horizons.ts';
import { createFold } from './pipeline/fold/index.ts';
import { createMarkWriter } from './pipeline/fold/marks.ts';
import { createRestatements } from './pipeline/fold/restatements.ts';
import { keepHouse } from './pipeline/housekeeping/index.ts';
import { createIngest, discoveryFilters } from './pipeline/ingest/index.ts';
import { recordLists } from './pipeline/ingest/records/index.ts';
import {
  answerLive,
  createFactsAnnouncer,
  createLatest,
  createRemoteLive,
  createValuesAnnouncer,
  heardHere,
  snapshotFrom,
} from './pipeline/live/index.ts';
import { openPlant, type PlantRegistry } from './plant/index.ts';
import { createAudit } from './platform/audit/index.ts';
import { createRedisBus } from './platform/bus/adapters/redis/index.ts';
import type { Bus } from './platform/bus/port.ts';
import { createRedisCounters } from './platform/counters/adapters/redis/index.ts';
import type { Database } from './platform/database/index.ts';
import { type Check, createHttp, type Http } from './platform/http/index.ts';
import { createLeases, type LeaseOptions } from './platform/leases/index.ts';
import { createRedisLivePublisher } from './platform/live/adapters/redis/publisher.ts';
import { createRedisLiveServer } from './platform/live/adapters/redis/server.ts';
import type { LivePublisher } from './platform/live/port.ts';
import { createListener } from './platform/mqtt/adapters/external/listener.ts';
import { createBullQueue } from './platform/queue/adapters/bullmq/index.ts';
import { connectRedis, type Redis } from './platform/redis/index.ts';
import type { TelemetryStore } from './platform/telemetry-store/port.ts';
import { version } from './platform/version.ts';

interface Shared extends Process {
  redis: Redis;
  bus: Bus;
  database: Database;
  store: TelemetryStore;
  plant: PlantRegistry;
  /** Tells into the rooms of all API processes. */
  live: LivePublisher;
}

export async function startShared(process_: Process, redisUrl: string): Promise<void> {
  const { config, log, metrics, shutdown } = process_;
  const redis = await connectRedis({ url: redisUrl, log, metrics });
  shutdown.add('Redis', redis.close);
  const bus = await createRedisBus({ redis, log });
  shutdown.add('bus', bus.close);
  const { database, store } = await openStorage(process_);
  const plant = await followPlant({ ...process_, bus, database });
  await applyPlant(plant, process_);
  const live = await createRedisLivePublisher({ redis, bus, metrics });
  shutdown.add('live feed', live.close);
  const shared: Shared = { ...process_, redis, bus, database, store, plant, live };

  const checks: Record<string, Check> = {
    database: database.check,
    telemetryStore: store.check,
    redis: redis.check,
  };
  if (config.roles.has('worker')) await startWorker(shared);
  if (config.roles.has('ingest')) checks.mqtt = await startIngest(shared);
  const serve = config.roles.has('api') ? startApi : startHealth;
  await listen(process_, await serve(shared, checks));
}

const refreshEveryMs = 2000;

/** The plant as it is in the database, whoever wrote it: told over the bus, and looked at now and then where the bus lost a word. */
async function followPlant(
  parts: Pick<Shared, 'config' | 'bus' | 'database' | 'log' | 'shutdown' | 'clock' | 'regions'>,
): Promise<PlantRegistry> {
  const { bus, database, log, shutdown, clock, regions } = parts;
  const plant = await openPlant({
    db: database.db,
    audit: createAudit(clock),
    onLeft: leavingOf(parts),
    onWritten: () => bus.publish('plant', null),
    names: districtNames(regions),
  });
  let refreshing: Promise<void> | undefined;
  const refresh = () => {
    refreshing ??= plant
      .refresh()
      .catch((error: unknown) => log.debug({ err: error }, 'the plant is as it was known last'))
      .finally(() => {
        refreshing = undefined;
      });
  };
  const unsubscribe = await bus.subscribe('plant', refresh);
  const timer = setInterval(refresh, refreshEveryMs);
  shutdown.add('plant', async () => {
    unsubscribe();
    clearInterval(timer);
    await refreshing;
  });
  return plant;
}

/** A site weighs as much as it has machines. */
function siteWeights(plant: PlantRegistry): Map<string, number> {
  const weights = new Map(plant.sites().map((site) => [site, 1]));
  for (const { site } of plant.all()) weights.set(site, (weights.get(site) ?? 1) + 1);
  return weights;
}

function leasesOf(
  { config, database, log, metrics, plant }: Shared,
  options: Pick<LeaseOptions, 'kind' | 'onGain' | 'onLose'> & { names?: LeaseOptions['names'] },
) {
  const names = () => siteWeights(plant);
  return createLeases({ database, member: config.instance, log, metrics, names, ...options });
}

async function startWorker(shared: Shared): Promise<void> {
  const { redis, bus, database, store, plant, live, log, metrics, shutdown, clock } = shared;
  const { db } = database;
  const queue = createBullQueue({ redis, log, metrics });
  const facts = createFactsAnnouncer({ plant, publisher: live });
  facts.start();
  shutdown.add('announcer of facts', facts.close);
  const fold = createFold({
    store,
    plant,
    db,
    queue,
    clock,
    log,
    metrics,
    onFacts: facts.factsChanged,
    onPass: createHorizonWriter(db, bus),
    share: { certain: (site) => leases.certain(site) },
  });
  const leases = leasesOf(shared, { kind: 'fold', onGain: fold.gain, onLose: fold.lose });
  shutdown.add('fold', fold.close);
  keepHouse(queue, database);
  keepAccessTidy(queue, database);
  const brain = brainParts(shared, { db, store, plant, queue });
  await prepareBrain(brain);
  brainJobs(brain);
  queue.start();
  shutdown.add('queue', queue.close);
  await fold.start();
  await leases.start();
  shutdown.add('leases of the fold', leases.close);
}

/** Answers the check of its connection to the broker. */
async function startIngest(shared: Shared): Promise<Check> {
  const { config, bus, database, store, plant, live, log, metrics, shutdown, clock } = shared;
  const { db } = database;
  const mqtt = await openMqtt(shared);
  const latest = createLatest(store);
  const dirty = createMarkWriter(db, plant);
  const spool = spoolOf(config);
  const ingest = await createIngest({
    mqtt,
    store,
    plant,
    dirty,
    latest,
    db,
    clock,
    log,
    metrics,
    spool,
    bySite: true,
  });
  const leases = leasesOf(shared, { kind: 'ingest', onGain: ingest.takeSite, onLose: ingest.leaveSite });
  shutdown.add('ingest', ingest.close);
  await ingest.start();
  const values = createValuesAnnouncer({
    plant,
    latest,
    publisher: live,
    clock,
    hears: ({ site }) => leases.holds(site),
  });
  await values.start();
  shutdown.add('announcer of values', values.close);
  const view = heardHere({ latest, messages: ingest.messages, clock });
  shutdown.add('answers', await answerLive({ bus, plant, hears: leases.holds, view }));
  await leases.start();
  shutdown.add('leases of ingest', leases.close);
  await startDiscovery(shared, ingest);
  return () => checkMqtt(mqtt);
}

/** One of the ingest processes listens for births at sites nobody registered. */
async function startDiscovery(shared: Shared, { discover }: Awaited<ReturnType<typeof createIngest>>): Promise<void> {
  const { config, log, shutdown } = shared;
  const { url = '', ca } = config.mqtt;
  const clientId = `takt-discovery-${config.instance}`;
  let listener: ReturnType<typeof createListener> | undefined;
  const leases = leasesOf(shared, {
    kind: 'discovery',
    names: () => new Map([['births', 1]]),
    async onGain() {
      listener = createListener({ url, ca, clientId, filters: discoveryFilters, log, onMessage: discover });
    },
    async onLose() {
      await listener?.close();
    },
  });
  await leases.start();
  shutdown.add('leases of discovery', leases.close);
}

/** One of the API processes gives the broker the credentials of devices. */
async function tellBrokerInTurn(shared: Shared, credentials: DeviceCredentials): Promise<void> {
  const { config, database, shutdown } = shared;
  if (config.mqtt.dynamicSecurityUrl === undefined) return;
  let telling: ReturnType<typeof tellBroker> | undefined;
  const leases = leasesOf(shared, {
    kind: 'credentials',
    names: () => new Map([['broker', 1]]),
    async onGain() {
      telling = tellBroker(shared, { db: database.db, credentials });
    },
    async onLose() {
      await telling?.close();
    },
  });
  await leases.start();
  shutdown.add('leases of credentials', leases.close);
}

async function startApi(shared: Shared, checks: Record<string, Check>): Promise<Http> {
  const { config, redis, bus, database, store, plant, log, metrics, shutdown, clock } = shared;
  const { db } = database;
  const horizons = createHorizons({ db, bus, clock, log });
  await horizons.start();
  shutdown.add('horizons', horizons.close);
  const view = createRemoteLive({ bus, store, clock });
  const access = await followAccess(shared);
  const credentials = await openCredentials(shared, { db, plant, bus });
  endWithPlant(shared, { plant, access, credentials });
  await tellBrokerInTurn(shared, credentials);
  // It has no handlers: what is put down here is done by workers.
  const queue = createBullQueue({ redis, log, metrics });
  shutdown.add('queue', queue.close);
  const brain = brainParts(shared, { db, store, plant, queue, counters: createRedisCounters(redis) });
  await prepareBrain(brain);
  const surface = apiSurface({
    config,
    db,
    store,
    plant,
    access,
    feed: { ...view, ...recordLists(db, plant) },
    facts: { gate: createGate(), horizon: horizons.of, restatements: createRestatements(db) },
    backlogMs: () => 0,
    credentials: credentials.handlers,
    brain,
    clock,
  });
  const http = createHttp({
    surface,
    broker: questionsOf(shared, credentials),
    checks,
    version,
    log,
    metrics,
    ...httpOf(config),
  });
  const sockets = await createRedisLiveServer({
    httpServer: http.server,
    senderOf: http.senderOf,
    refusedSender: http.refusedSender,
    access: access.live,
    log,
    metrics,
    redis,
    bus,
  });
  sockets.onWatch(snapshotFrom(plant, view));
  shutdown.add('sockets', sockets.close);
  return http;
}

/** Accounts, grants and consents as they are in the database, whoever wrote them. */
async function followAccess(shared: Shared): Promise<Access> {
  const { redis, bus, database, plant, log, shutdown } = shared;
  const counters = createRedisCounters(redis);
  const onWritten = () => bus.publish('access', null);
  const access = await openAccessTo(shared, { database, plant, onWritten, counters });
  const refresh = () =>
    access.directory
      .refresh()
      .catch((error: unknown) => log.debug({ err: error }, 'accounts are as they were known last'));
  const unsubscribe = await bus.subscribe('access', refresh);
  const timer = setInterval(refresh, refreshEveryMs);
  shutdown.add('access', async () => {
    unsubscribe();
    clearInterval(timer);
    await refresh();
  });
  await access.start();
  return access;
}

/** A process without the api role tells operators only. */
async function startHealth({ config, log, metrics }: Shared, checks: Record<string, Check>): Promise<Http> {
  return createHttp({ checks, version, log, metrics, ...httpOf(config) });
}
