// Owns the composition of a server that does everything in one process.
import { apiSurface } from './api.ts';
import { applyPlant, checkMqtt, listen, openMqtt, openStorage, type Process } from './parts.ts';
import { createFold } from './pipeline/fold/index.ts';
import { createIngest } from './pipeline/ingest/index.ts';
import { createAnnouncer, createLatest, heardHere } from './pipeline/live/index.ts';
import { openPlant } from './plant/index.ts';
import { createHttp, refusedSender } from './platform/http/index.ts';
import { createSocketIoFanout } from './platform/live/adapters/socketio/index.ts';
import { createInProcessQueue } from './platform/queue/adapters/in-process/index.ts';
import { version } from './platform/version.ts';

export async function startAlone(process_: Process): Promise<void> {
  const { config, log, metrics, shutdown, clock } = process_;
  const { database, store } = await openStorage(process_);
  const { db } = database;
  const queue = createInProcessQueue({ db, log, metrics, clock });
  const plant = await openPlant({ db, clock });
  await applyPlant(plant, process_);

  const latest = createLatest(store);
  let announceFacts = (_changes: readonly { machine: string; from: number }[]): void => {};
  const onFacts = (changes: readonly { machine: string; from: number }[]) => announceFacts(changes);
  const fold = createFold({ store, plant, db, queue, clock, log, metrics, onFacts });
  shutdown.add('fold', fold.close);
  queue.start();
  shutdown.add('queue', queue.close);
  await fold.start();

  const mqtt = openMqtt(process_);
  const ingest = createIngest({ mqtt, store, plant, dirty: fold.dirty, latest, db, clock, log, metrics });
  const view = heardHere({ latest, messages: ingest.messages, clock });
  const { pending, refused, quarantine } = ingest;
  const feed = { ...view, pending, refused, quarantine };
  const surface = apiSurface({ config, store, plant, feed, facts: fold, backlogMs: fold.backlogMs, clock });
  const checks = { database: database.check, telemetryStore: store.check, mqtt: () => checkMqtt(mqtt) };
  const http = createHttp({ surface, checks, version, log, metrics });
  const fanout = createSocketIoFanout({ httpServer: http.server, refusedSender, log, metrics });
  const announcer = createAnnouncer({ plant, latest, fanout, clock });
  announceFacts = announcer.factsChanged;
  await announcer.start();
  shutdown.add('announcer', announcer.close);
  shutdown.add('ingest', ingest.close);
  await ingest.start();
  await listen(process_, http, mqtt.port);
  shutdown.add('live fan-out', fanout.close);
}
