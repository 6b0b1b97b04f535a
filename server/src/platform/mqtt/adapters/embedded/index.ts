// Owns the embedded MQTT broker: aedes in this process, holding a device's PUBACK until its message is durable.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { sparkplugNamespace } from '@takt/model/topics';
import { Aedes, type Client, type PublishPacket } from 'aedes';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { InboundHandler, MqttPort, StartOptions } from '../../port.ts';
import { createIdentityWatch } from './identity.ts';
import { limitPackets } from './packet-limit.ts';
import { faultOf, forbidden, refusal } from './rules.ts';
import { createThrottle } from './throttle.ts';

export interface BrokerLimits {
  /** Largest MQTT packet; a larger one cuts its client. */
  packetBytes: number;
  /** Messages per second from one plain JSON device, with a second's burst; a faster one is slowed down. */
  deviceMessagesPerSecond: number;
  /** The same for Sparkplug edge nodes, which speak for many machines and catch up after an outage. */
  nodeMessagesPerSecond: number;
  connections: number;
}

const defaultLimits: BrokerLimits = {
  packetBytes: 1024 * 1024,
  deviceMessagesPerSecond: 5000,
  nodeMessagesPerSecond: 20_000,
  connections: 10_000,
};

interface BrokerOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  log: Log;
  metrics: Metrics;
  limits?: Partial<BrokerLimits>;
  clock?: () => number;
}

/** MQTT 3.1 and 3.1.1. Sessions are always clean: what must survive is in the store or in the device's outbox. */
export function createEmbeddedBroker(options: BrokerOptions): MqttPort {
  let running: Awaited<ReturnType<typeof startBroker>> | undefined;
  return {
    async start(handler, startOptions) {
      running = await startBroker(options, handler, startOptions);
    },
    // Every device's messages arrive anyway.
    async subscribe() {},
    async unsubscribe() {},
    async publish(topic, payload, { retain = false, qos = 0 } = {}) {
      if (!running) throw new Error('the broker is not running');
      await running.publish(topic, payload, retain, qos);
    },
    get port() {
      return running?.port;
    },
    get connected() {
      return running !== undefined;
    },
    async close() {
      const closing = running;
      running = undefined;
      await closing?.close();
    },
  };
}

async function startBroker(options: BrokerOptions, handler: InboundHandler, { presence, onRefused }: StartOptions) {
  const { metrics, clock = Date.now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const refusals = metrics.counter('takt_mqtt_refused_total', 'Packets refused by the broker; the client was cut', [
    'reason',
  ]);
  const refuse: StartOptions['onRefused'] = (packet) => {
    refusals.inc({ reason: packet.reason });
    onRefused(packet);
  };
  const broker = await Aedes.createBroker({
    // Without a limit on messages under way: aedes reads no further from a client while its last ones are held.
    concurrency: 0,
    authorizePublish: gate(handler, refuse, limits, metrics, clock),
    preConnect(_client, packet, done) {
      packet.clean = true;
      identities.connecting(packet.clientId);
      done(null, true);
    },
  });
  const identities = watchIdentities(broker, options);
  countClients(broker, metrics);
  broker.on('clientError', (client, error) => blame(client, error));
  broker.on('connectionError', (client, error) => blame(client, error));
  function blame(client: Client, error: Error): void {
    const reason = faultOf(error);
    if (!reason) return;
    const detail = `${error.message} (client ${client.id ?? 'unknown'})`;
    refuse({ reason, detail, topic: '', payload: new Uint8Array(0), bytes: 0 });
  }

  const server = createServer((socket) => {
    socket.setNoDelay(true);
    limitPackets(socket, limits.packetBytes, ({ bytes, topic }) => {
      const detail = `packet of ${bytes} bytes, at most ${limits.packetBytes} are taken`;
      refuse({ reason: 'too_large', detail, topic, payload: new Uint8Array(0), bytes });
    });
    broker.handle(socket);
  });
  server.maxConnections = limits.connections;
  server.listen(options.port, options.host);
  await once(server, 'listening');

  const publish = (topic: string, payload: Uint8Array | string, retain: boolean, qos: 0 | 1) =>
    new Promise<void>((resolve, reject) => {
      const body = typeof payload === 'string' ? payload : Buffer.from(payload);
      const packet: PublishPacket = { cmd: 'publish', topic, payload: body, retain, qos, dup: false };
      broker.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  await publish(presence.topic, presence.online(clock()), true, 1);
  return {
    port: (server.address() as AddressInfo).port,
    publish,
    async close() {
      await publish(presence.topic, presence.offline(clock()), true, 1);
      await closeBoth(server, broker);
    },
  };
}

/** What every PUBLISH and every will passes: refused, or handed to the handler and held as long as the handler asks. */
function gate(
  handler: InboundHandler,
  refuse: StartOptions['onRefused'],
  limits: BrokerLimits,
  metrics: Metrics,
  clock: () => number,
) {
  const throttled = metrics.counter(
    'takt_mqtt_throttled_total',
    'Messages whose client was slowed down for sending too many',
  );
  const throttles = new WeakMap<Client, ReturnType<typeof createThrottle>>();
  const nodeCost = limits.deviceMessagesPerSecond / limits.nodeMessagesPerSecond;

  function overspent(client: Client, topic: string): number {
    let throttle = throttles.get(client);
    if (!throttle) {
      throttle = createThrottle(limits.deviceMessagesPerSecond, clock);
      throttles.set(client, throttle);
    }
    const waitMs = throttle.take(topic.startsWith(sparkplugNamespace) ? nodeCost : 1);
    if (waitMs > 0) throttled.inc();
    return waitMs;
  }

  return (client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void => {
    const { topic, qos, retain } = packet;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const fault = forbidden(topic);
    if (fault) {
      refuse({ ...fault, topic, payload, bytes: payload.length });
      done(refusal(fault.detail));
      return;
    }
    // Kept telemetry would be memory for everybody's last words; whoever wants the latest value asks the platform.
    packet.retain = false;
    const waitMs = client ? overspent(client, topic) : 0;
    const durable = handler({ topic, payload, qos, retain, client: client?.id });
    const release = () => (waitMs > 0 ? void setTimeout(done, waitMs, null) : done(null));
    if (durable) durable.then(release, done);
    else release();
  };
}

function watchIdentities(broker: Aedes, { metrics, log, clock = Date.now }: BrokerOptions) {
  const conflicts = metrics.counter(
    'takt_mqtt_identity_conflicts_total',
    'Signs that two devices share one identity: a client id or a Sparkplug edge node',
  );
  const live = new Set<string>();
  const watch = createIdentityWatch(clock);
  broker.on('client', (client) => live.add(client.id));
  broker.on('clientDisconnect', (client) => live.delete(client.id));
  return {
    connecting(client: string): void {
      if (!live.has(client) || !watch.takenOver(client)) return;
      conflicts.inc();
      log.warn({ client }, 'two devices connect with the same MQTT client id and cut each other off');
    },
  };
}

function countClients(broker: Aedes, metrics: Metrics): void {
  metrics.gauge('takt_mqtt_clients', 'MQTT clients connected to the embedded broker', [], (gauge) =>
    gauge.set(broker.connectedClients),
  );
}

async function closeBoth(server: Server, broker: Aedes): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await new Promise<void>((resolve) => broker.close(resolve));
  await closed;
}
