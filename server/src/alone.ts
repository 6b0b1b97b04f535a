// Owns the composition of a server that does everything in one process.
import { districtNames } from '@takt/model/regions';
import { keepAccessTidy } from './access/housekeeping.ts';
import type { Access } from './access/index.ts';
import { apiSurface } from './api.ts';
import { brainJobs, prepareBrain } from './brain.ts';
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
import { createFold } from './pipeline/fold/index.ts';
import { keepHouse } from './pipeline/housekeeping/index.ts';
import { createIngest } from './pipeline/ingest/index.ts';
import {
  createFactsAnnouncer,
  createLatest,
  createValuesAnnouncer,
  heardHere,
  snapshotFrom,
} from './pipeline/live/index.ts';
import { openPlant, type PlantRegistry } from './plant/index.ts';
import { createAudit } from './platform/audit/index.ts';
import { createHttp } from './platform/http/index.ts';
import { createSocketIoLive } from './platform/live/adapters/socketio/index.ts';
import { createInProcessQueue } from './platform/queue/adapters/in-process/index.ts';
import { version } from './platform/version.ts';

export async function startAlone(process_: Process): Promise<void> {
  const { config, log, metrics, shutdown, clock } = process_;
  const { database, store } = await openStorage(process_);
  const { db } = database;
  const queue = createInProcessQueue({ db, log, metrics, clock });
  const names = districtNames(process_.regions);
  const plant = await openPlant({ db, audit: createAudit(clock), onLeft: leavingOf(process_), names });
  await applyPlant(plant, process_);
  const access = await openAccessTo(process_, { database, plant });
  followDatabase(process_, plant, access);

  const credentials = await openCredentials(process_, { db, plant });
  endWithPlant(process_, { plant, access, credentials });
  shutdown.add('credentials at the broker', tellBroker(process_, { db, credentials }).close);
  const latest = createLatest(store);
  let tellFacts = (_changes: readonly { machine: string; from: number }[]): void => {};
  const onFacts = (changes: readonly { machine: string; from: number }[]) => tellFacts(changes);
  const fold = createFold({ store, plant, db, queue, clock, log, metrics, onFacts });
  shutdown.add('fold', fold.close);
  keepHouse(queue, database);
  keepAccessTidy(queue, database);
  const brain = brainParts(process_, { db, store, plant, queue });
  await prepareBrain(brain);
  brainJobs(brain);
  queue.start();
  shutdown.add('queue', queue.close);
  await fold.start();

  const mqtt = await openMqtt(process_, credentials);
  const spool = spoolOf(config);
  const ingest = await createIngest({ mqtt, store, plant, dirty: fold.dirty, latest, db, clock, log, metrics, spool });
  const view = heardHere({ latest, messages: ingest.messages, clock });
  const { pending, refused, quarantine } = ingest;
  const feed = { ...view, pending, refused, quarantine };
  const surface = apiSurface({
    config,
    db,
    store,
    plant,
    access,
    feed,
    facts: fold,
    backlogMs: fold.backlogMs,
    credentials: credentials.handlers,
    brain,
    clock,
  });
  const checks = { database: database.check, telemetryStore: store.check, mqtt: () => checkMqtt(mqtt) };
  const http = createHttp({
    surface,
    broker: questionsOf(process_, credentials),
    checks,
    version,
    log,
    metrics,
    ...httpOf(config),
  });
  const live = createSocketIoLive({
    httpServer: http.server,
    senderOf: http.senderOf,
    refusedSender: http.refusedSender,
    access: access.live,
    log,
    metrics,
  });
  live.onWatch(snapshotFrom(plant, view));
  const facts = createFactsAnnouncer({ plant, publisher: live });
  tellFacts = facts.factsChanged;
  facts.start();
  shutdown.add('announcer of facts', facts.close);
  const values = createValuesAnnouncer({ plant, latest, publisher: live, clock });
  await values.start();
  shutdown.add('announcer of values', values.close);
  shutdown.add('ingest', ingest.close);
  await ingest.start();
  await listen(process_, http, mqtt);
  await access.start();
  shutdown.add('live feed', live.close);
}

const refreshEveryMs = 2000;

/** What the command line writes into the database is known here a moment later. */
function followDatabase({ log, shutdown }: Process, plant: PlantRegistry, access: Access): void {
  let refreshing: Promise<void> | undefined;
  const refresh = async () => {
    await plant.refresh();
    await access.directory.refresh();
  };
  const timer = setInterval(() => {
    refreshing ??= refresh()
      .catch((error: unknown) => log.debug({ err: error }, 'the plant and accounts are as they were known last'))
      .finally(() => {
        refreshing = undefined;
      });
  }, refreshEveryMs);
  shutdown.add('looking for changes', async () => {
    clearInterval(timer);
    await refreshing;
  });
}
