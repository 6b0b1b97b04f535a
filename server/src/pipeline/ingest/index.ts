// Public surface of ingest: messages become durable readings, then commits and acknowledgements; no KPI is computed here.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RouteAnswer } from '@takt/model/api';
import { ingestSubscriptions, stateTopic } from '@takt/model/topics';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { InboundMessage, MqttPort, Presence } from '../../platform/mqtt/port.ts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { DirtyMarks } from '../fold/dirty.ts';
import type { Latest } from '../live/index.ts';
import type { MachineView, PlantChange, PlantView } from '../plant-view.ts';
import { createCounters } from './counters.ts';
import { createDiscovery } from './discovery.ts';
import { createFlusher, defaultFlush, type FlushSettings } from './flusher.ts';
import { eachReading, parseJsonMessage } from './json.ts';
import type { KeptMessage } from './message-ring.ts';
import { takePlain } from './plain.ts';
import { createReadings } from './readings.ts';
import { createEdgeNodes } from './records/edge-nodes.ts';
import { createPending } from './records/pending.ts';
import { createQuarantine } from './records/quarantine.ts';
import { createRefused } from './records/refused.ts';
import { createSeriesNames } from './series-names.ts';
import { createSources } from './sources.ts';
import { createCommands, createSessions, createSparkplug } from './sparkplug/index.ts';
import { openSpool, type SpoolSettings } from './spool/index.ts';
import { createTopicTable } from './topic-table.ts';

export { discoveryFilters } from './discovery.ts';

export interface IngestOptions {
  mqtt: MqttPort;
  store: TelemetryStore;
  plant: PlantView;
  dirty: DirtyMarks;
  latest: Latest;
  db: Kysely<Schema>;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  /** Only the sites taken by `takeSite` are heard. Default: all. */
  bySite?: boolean;
  spool: SpoolSettings;
  flush?: Partial<FlushSettings>;
}

type MessageAnswer = RouteAnswer<'machines.messages'>[number];

const topicFaults = {
  not_takt: 'the topic is none of Takt’s',
  bad_identifier: 'the topic holds an identifier that is no code (letters, digits, . _ -)',
  bad_message_type: 'the topic has an unknown message type or a wrong number of levels',
} as const;

/** How long a site that is handed over waits for the store. */
const leavingMs = 5000;

/** Longer than it takes a process to hear that a machine was registered elsewhere. */
const unmarkedMs = 60_000;

const presence: Presence = {
  topic: stateTopic,
  online: (at) => JSON.stringify({ online: true, timestamp: at }),
  offline: (at) => JSON.stringify({ online: false, timestamp: at }),
};

/** Rejects where the spool cannot be opened. */
export async function createIngest(options: IngestOptions) {
  const { mqtt, store, plant, dirty, latest, db, clock, log, metrics } = options;
  const counters = createCounters(metrics);
  const names = createSeriesNames(store);
  const spool = await openSpool({ ...options.spool, names, clock, log, metrics });
  const pending = createPending({ db, log });
  const quarantine = createQuarantine({ db, log, counters });
  const flusher = createFlusher({
    store,
    plant,
    dirty,
    names,
    quarantine,
    spool,
    clock,
    log,
    counters,
    metrics,
    settings: { ...defaultFlush, ...options.flush },
  });
  const refused = createRefused({ db, log, counters, clock });
  const sources = createSources({ names, plant, latest, pending });
  const readings = createReadings({ flusher, sources, latest, plant, quarantine, counters });
  const commands = createCommands({ mqtt, clock, log, counters });
  const edgeNodes = createEdgeNodes({ db, log });
  const lists = [pending, quarantine, refused, edgeNodes];
  const sessions = createSessions({ commands, metrics, log, onBorn: edgeNodes.born });
  const sparkplug = createSparkplug({ sources, readings, sessions, commands, flusher, latest, counters, refused });
  const understand = createTopicTable();
  metrics.gauge('takt_ingest_edge_nodes', 'Edge nodes with a live session', [], (gauge) => gauge.set(sessions.alive()));
  metrics.gauge('takt_ingest_pending_devices', 'Devices waiting to be claimed', [], (gauge) => gauge.set(pending.size));
  metrics.gauge('takt_ingest_waiting_readings', 'Readings taken but not yet durable', [], (gauge) =>
    gauge.set(flusher.waitingRows),
  );

  function handle(message: InboundMessage): Promise<void> | undefined {
    const known = understand(message.topic);
    if (typeof known.topic === 'string') {
      refused.keep({ ...message, reason: known.topic, detail: topicFaults[known.topic] });
      return undefined;
    }
    const { topic, source } = known as Exclude<typeof known, { topic: string }>;
    const now = clock();
    if (topic.kind !== 'json') return sparkplug.take(topic, source, message, now);
    const parts = { flusher, sources, readings, refused, counters };
    return takePlain(parts, { site: topic.site, machine: topic.machine, source }, message, now);
  }

  /** Its agents go on from their first uncommitted frame; what the process before stored meanwhile is stored once more over itself. */
  async function takeSite(site: string): Promise<void> {
    const machines = plant.within({ level: 'site', code: site });
    await pending.load(site);
    await latest.load(machines.map((machine) => machine.source));
    await mqtt.subscribe(ingestSubscriptions(site));
    const now = clock();
    for (const node of await edgeNodes.ofSite(site, now)) {
      const session = sessions.of(site, node, undefined, now);
      if (session && !session.alive) commands.askRebirth(session, 'site_taken_over');
    }
  }

  /** Resolves when what was heard of the site is durable, or the store does not take it: then its senders bring it again. */
  async function leaveSite(site: string): Promise<void> {
    await mqtt.unsubscribe(ingestSubscriptions(site));
    const durable = Promise.allSettled([flusher.durable('agent'), flusher.durable('device')]);
    await Promise.race([durable, sleep(leavingMs, undefined, { ref: false })]);
    sessions.forgetSite(site);
    sources.forget(site);
    latest.forget(site);
  }

  async function dropRegistered(): Promise<void> {
    for (const source of pending.sources()) if (plant.bySource(source)) await pending.drop(source);
  }

  /** A machine another process registered: what was stored since, before it was known here, is marked by nobody else. */
  function markRegistered({ machines }: PlantChange): void {
    for (const code of machines) {
      const machine = plant.machine(code);
      const source = machine && latest.find(machine.source);
      if (!source || source.seenAt === null) continue;
      const last = Math.max(...[...source.signals.values()].map((signal) => signal.at));
      if (Number.isFinite(last)) dirty.note(code, last - unmarkedMs, last);
    }
    dirty.persist().catch((error: unknown) => log.warn({ err: error }, 'marks wait for the next flush'));
  }

  let stopListening = () => {};

  function messages(machine: MachineView): MessageAnswer[] {
    const kept = sources.find(machine.source)?.messages.newest() ?? [];
    return kept.map((message) => {
      const { receivedAt, topic, bytes } = message;
      const samples = message.context === undefined ? showPlain(message) : sparkplug.show(message);
      return { at: samples[0]?.at ?? receivedAt, receivedAt, topic, bytes, samples };
    });
  }

  return {
    /** Hears devices from here on. */
    async start(): Promise<void> {
      await pending.load();
      await dropRegistered();
      stopListening = plant.onChange((change) => {
        dropRegistered().catch((error: unknown) => log.error({ err: error }, 'a claimed device stays in the list'));
        if (options.bySite) markRegistered(change);
      });
      for (const list of lists) list.start();
      flusher.start();
      const subscriptions = options.bySite ? [] : ingestSubscriptions('+');
      await mqtt.start(handle, { subscriptions, presence, onRefused: refused.keep });
    },
    takeSite,
    leaveSite,
    /** Told of births at sites nobody registered. */
    discover: createDiscovery({ plant, pending, clock }),
    /** Registered machines under their own names of signals, newest message first. */
    messages,
    pending: async () => pending.list(),
    refused: refused.list,
    quarantine: quarantine.list,
    /** Ends hearing, makes durable what was heard, says so. */
    async close(): Promise<void> {
      stopListening();
      // Commits need the connection, so what waits is written before it ends.
      await flusher.close();
      await spool.close();
      commands.flush();
      await mqtt.close();
      for (const list of lists) await list.close();
    },
  };
}

function showPlain({ payload, receivedAt }: KeptMessage): MessageAnswer['samples'] {
  const parsed = payload && parseJsonMessage(payload);
  const samples: MessageAnswer['samples'] = [];
  if (!parsed?.ok) return samples;
  for (const body of parsed.bodies)
    eachReading(body, receivedAt, (signal, at, value) => samples.push({ signal, at, value }));
  return samples;
}
