// Owns the client of an external MQTT broker: subscribes, says whether the server is there, comes back by itself.
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { InboundHandler, MqttPort, Presence, StartOptions } from '../../port.ts';

interface ClientOptions {
  /** `mqtt://host:port`, `mqtts://…` or `ws://…`; user and password may stand in it. */
  url: string;
  /** PEM of the authority that signed the broker's certificate; absent: those the system knows. */
  ca?: string | undefined;
  clientId: string;
  log: Log;
  metrics: Metrics;
  /** 4 is MQTT 3.1.1, 5 is MQTT 5. Default 4: every broker speaks it. */
  protocolVersion?: 4 | 5;
  clock?: () => number;
}

/** Messages that may wait for the store before no more are read from the broker. */
const maxWaiting = 10_000;
const reconnectMs = 1000;

/**
 * A PUBACK here is not the promise of durability: a client acknowledges one message after another, so waiting for the store
 * would make some 190 messages a second. What is asked of the handler's promises is only that not too many are open.
 * Sessions are clean [tck-id-message-flow-phid-sparkplug-clean-session-311].
 */
export function createBrokerClient(options: ClientOptions): MqttPort {
  let client: MqttClient | undefined;
  let closing: (() => Promise<void>) | undefined;
  const filters = new Set<string>();
  return {
    async start(handler, startOptions) {
      for (const filter of startOptions.subscriptions) filters.add(filter);
      ({ client, close: closing } = await startClient(options, handler, startOptions, filters));
    },
    async subscribe(more) {
      for (const filter of more) filters.add(filter);
      if (client?.connected && more.length > 0) await client.subscribeAsync([...more], { qos: 1 });
    },
    async unsubscribe(fewer) {
      for (const filter of fewer) filters.delete(filter);
      if (client?.connected && fewer.length > 0) await client.unsubscribeAsync([...fewer]);
    },
    async publish(topic, payload, { retain = false, qos = 0 } = {}) {
      if (!client) throw new Error('the client is not started');
      await client.publishAsync(topic, typeof payload === 'string' ? payload : Buffer.from(payload), { retain, qos });
    },
    port: undefined,
    tlsPort: undefined,
    get connected() {
      return client?.connected === true;
    },
    async close() {
      const close = closing;
      closing = undefined;
      await close?.();
      client = undefined;
    },
  };
}

async function startClient(
  options: ClientOptions,
  handler: InboundHandler,
  start: StartOptions,
  filters: ReadonlySet<string>,
) {
  const { metrics, log, clock = Date.now } = options;
  const { presence } = start;
  const lost = metrics.counter('takt_mqtt_disconnects_total', 'Times the connection to the broker was lost');
  const settings: IClientOptions = {
    clientId: options.clientId,
    clean: true,
    protocolVersion: options.protocolVersion ?? 4,
    reconnectPeriod: reconnectMs,
    // Subscribed anew by hand, so that `online` is said after it and never before.
    resubscribe: false,
    queueQoSZero: false,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  };
  if (options.protocolVersion === 5) settings.properties = { sessionExpiryInterval: 0 };
  let connectedAt = stampWill(settings, presence, clock());
  const client = connect(options.url, settings);
  client.handleMessage = reader(handler, presence, () => void announce());

  async function announce(): Promise<void> {
    try {
      await client.publishAsync(presence.topic, presence.online(connectedAt), { retain: true, qos: 1 });
    } catch (error) {
      log.warn({ err: error }, 'the broker did not take the server’s state');
    }
  }
  async function greet(): Promise<void> {
    await client.subscribeAsync([presence.topic, ...filters], { qos: 1 });
    await announce();
  }
  client.on('error', (error) => log.warn({ err: error }, 'MQTT connection'));
  client.on('offline', () => {
    lost.inc();
    log.warn('MQTT broker is out of reach, trying again');
  });
  client.on('close', () => {
    connectedAt = stampWill(client.options, presence, clock());
  });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  await greet();
  client.on('connect', () => {
    log.info('MQTT broker is back');
    greet().catch((error: unknown) => log.warn({ err: error }, 'subscribing after a reconnect failed'));
  });
  return { client, close: () => sayGoodbye(client, presence, clock) };
}

/** The will's moment is that of the CONNECT, and `online` repeats it [tck-id-host-topic-phid-birth-payload-timestamp]. */
function stampWill(settings: IClientOptions, presence: Presence, at: number): number {
  settings.will = { topic: presence.topic, payload: Buffer.from(presence.offline(at)), qos: 1, retain: true };
  return at;
}

async function sayGoodbye(client: MqttClient, presence: Presence, clock: () => number): Promise<void> {
  client.handleMessage = (_packet, done) => done();
  if (client.connected) {
    await client.publishAsync(presence.topic, presence.offline(clock()), { retain: true, qos: 1 });
  }
  await client.endAsync(!client.connected);
}

/** Hands messages on; reads no further while the handler asks so (QoS 0) or too many promises are open. */
function reader(handler: InboundHandler, presence: Presence, contradict: () => void): MqttClient['handleMessage'] {
  let waiting = 0;
  let blocked: (() => void)[] = [];
  function settled(): void {
    waiting--;
    if (waiting >= maxWaiting) return;
    const resume = blocked;
    blocked = [];
    for (const next of resume) next();
  }
  return (packet, done) => {
    const { topic, qos, retain } = packet;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    if (topic === presence.topic) {
      // [tck-id-message-flow-hid-sparkplug-state-message-delivered]
      if (payload.toString().includes('"online":false')) contradict();
      done();
      return;
    }
    const durable = handler({ topic, payload, qos, retain, client: undefined });
    if (!durable) {
      done();
      return;
    }
    if (qos === 0) {
      durable.then(
        () => done(),
        () => done(),
      );
      return;
    }
    waiting++;
    durable.then(settled, settled);
    if (waiting < maxWaiting) done();
    else blocked.push(() => done());
  };
}
