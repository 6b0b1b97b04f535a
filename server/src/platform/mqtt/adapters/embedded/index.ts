// Owns the embedded MQTT broker: aedes in this process, holding a device's PUBACK until its message is durable.
import type { Socket } from 'node:net';
import { Aedes, type AedesOptions, type Client, type PublishPacket } from 'aedes';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { DeviceGate, InboundHandler, MqttPort, PacketFault, StartOptions } from '../../port.ts';
import { type Admission, createAdmission } from './admission.ts';
import { type ArrivalLimits, createArrivals, defaultArrivalLimits } from './arrivals.ts';
import { type IdentityWatch, watchIdentities } from './identity.ts';
import { type Origin, startListeners, type TlsCertificates, type TlsOptions } from './listeners.ts';
import { limitPackets } from './packet-limit.ts';
import { createReception } from './reception.ts';
import { faultOf } from './rules.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface BrokerLimits extends ArrivalLimits {
  /** Largest MQTT packet; a larger one cuts its client. */
  packetBytes: number;
  /** Largest CONNECT, with its will: the packet of somebody not known yet. */
  connectBytes: number;
  /** Messages per second from one plain JSON device, with a second's burst; a faster one is slowed down. */
  deviceMessagesPerSecond: number;
  /** The same for Sparkplug edge nodes, which speak for many machines and catch up after an outage. */
  nodeMessagesPerSecond: number;
  /** Open connections on each port. */
  connections: number;
  /** Different filters one connection may subscribe to, where devices have identities. */
  subscriptions: number;
}

const defaultLimits: BrokerLimits = {
  packetBytes: 1024 * 1024,
  connectBytes: 64 * 1024,
  deviceMessagesPerSecond: 5000,
  nodeMessagesPerSecond: 20_000,
  connections: 10_000,
  subscriptions: 1000,
  ...defaultArrivalLimits,
};
/** Until a connection must have said who it is. */
const connectTimeoutMs = 10_000;

interface BrokerOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  log: Log;
  metrics: Metrics;
  /** Who devices are; absent: whoever reaches the port may publish as any device and hear everything. */
  gate?: DeviceGate | undefined;
  /** A second port, with TLS and, where there is an authority, with certificates of devices. */
  tls?: TlsOptions | undefined;
  limits?: Partial<BrokerLimits>;
  clock?: () => number;
}

export interface EmbeddedBroker extends MqttPort {
  /** New connections get this certificate, those that stand keep theirs. Throws where it is none; the old one stays then. */
  renewCertificates(certificates: TlsCertificates): void;
}

/** MQTT 3.1 and 3.1.1. Sessions are always clean: what must survive is in the store or in the device's outbox. */
export function createEmbeddedBroker(options: BrokerOptions): EmbeddedBroker {
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
      return running?.listeners.port;
    },
    get tlsPort() {
      return running?.listeners.tlsPort;
    },
    get connected() {
      return running !== undefined;
    },
    renewCertificates(certificates) {
      if (!running) throw new Error('the broker is not running');
      running.listeners.renew(certificates);
    },
    async close() {
      const closing = running;
      running = undefined;
      await closing?.close();
    },
  };
}

async function startBroker(options: BrokerOptions, handler: InboundHandler, { presence, onRefused }: StartOptions) {
  const { gate, log, metrics, clock = Date.now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const refusals = metrics.counter('takt_mqtt_refused_total', 'Packets refused by the broker; the client was cut', [
    'reason',
  ]);
  const refuse: StartOptions['onRefused'] = (packet) => {
    refusals.inc({ reason: packet.reason });
    onRefused(packet);
  };
  const refuseEmpty = (reason: PacketFault, detail: string, topic = '', bytes = 0) =>
    refuse({ reason, detail, topic, payload: new Uint8Array(0), bytes });

  const arrivals = createArrivals(limits, clock, log);
  const identities = watchIdentities({ metrics, log, clock });
  const admission =
    gate &&
    createAdmission({
      gate,
      arrivals,
      metrics,
      log,
      clock,
      refuse: refuseEmpty,
      countOnly: (reason) => refusals.inc({ reason }),
      onForeignClientId: identities.claimed,
    });
  const origins = new WeakMap<object, Origin>();
  const broker = await Aedes.createBroker({
    // Without a limit on messages under way: aedes reads no further from a client while its last ones are held.
    concurrency: 0,
    connectTimeout: connectTimeoutMs,
    authorizePublish: createReception({ handler, refuse, limits, standingOf: admission?.standing, metrics, clock }),
    ...(admission ? admissionHooks(admission, limits, refuseEmpty) : {}),
    preConnect(client, packet, done) {
      packet.clean = true;
      const origin = origins.get(client.conn);
      // Other versions are refused for being what they are, before anybody asks who they are.
      const spoken = packet.protocolVersion === 3 || packet.protocolVersion === 4;
      if (admission && origin && spoken) admission.connecting(client, packet, origin);
      identities.connecting(packet.clientId);
      done(null, true);
    },
  });
  follow(broker, admission, identities);
  countClients(broker, metrics);
  const blame = (client: Client, error: Error) => {
    const reason = faultOf(error);
    if (reason) refuseEmpty(reason, `${error.message} (client ${client.id ?? 'unknown'})`);
  };
  broker.on('clientError', blame);
  broker.on('connectionError', blame);

  const { tls, host, port } = options;
  const { connections, packetBytes, connectBytes } = limits;
  function onConnection(socket: Socket, origin: Origin): void {
    limitPackets(socket, packetBytes, Math.min(packetBytes, connectBytes), ({ bytes, limit, topic }) =>
      refuseEmpty('too_large', `packet of ${bytes} bytes, at most ${limit} are taken`, topic, bytes),
    );
    origins.set(socket, origin);
    const client = broker.handle(socket);
    socket.once('close', () => admission?.ended(client));
  }
  const listeners = await startListeners({ plain: { host, port }, tls, connections, arrivals, metrics, onConnection });

  const publish = (topic: string, payload: Uint8Array | string, retain: boolean, qos: 0 | 1) =>
    new Promise<void>((resolve, reject) => {
      const body = typeof payload === 'string' ? payload : Buffer.from(payload);
      const packet: PublishPacket = { cmd: 'publish', topic, payload: body, retain, qos, dup: false };
      broker.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  await publish(presence.topic, presence.online(clock()), true, 1);
  return {
    listeners,
    publish,
    async close() {
      admission?.close();
      await publish(presence.topic, presence.offline(clock()), true, 1);
      const closed = listeners.close();
      await new Promise<void>((resolve) => broker.close(resolve));
      listeners.cutAll();
      await closed;
    },
  };
}

function admissionHooks(
  admission: Admission,
  limits: BrokerLimits,
  refuse: (reason: PacketFault, detail: string, topic: string) => void,
): Pick<AedesOptions, 'authenticate' | 'authorizeSubscribe' | 'maxClientsIdLength'> {
  return {
    authenticate(client, _username, _password, done) {
      const error = admission.verdict(client);
      done(error, error === null);
    },
    authorizeSubscribe: createSubscriptions({ standingOf: admission.standing, limit: limits.subscriptions, refuse }),
    // Of MQTT 3.1: the user name stands in its place, which may be longer than the 23 characters of that version.
    maxClientsIdLength: 256,
  };
}

function follow(broker: Aedes, admission: Admission | undefined, identities: IdentityWatch): void {
  broker.on('client', (client) => {
    // One that went while aedes was still welcoming it would be kept for ever.
    if (client.closed) {
      (broker as Aedes & { unregisterClient(client: Client): void }).unregisterClient(client);
      return;
    }
    identities.connected(client.id);
    admission?.connected(client);
  });
  broker.on('clientDisconnect', (client) => identities.ended(client.id));
}

function countClients(broker: Aedes, metrics: Metrics): void {
  metrics.gauge('takt_mqtt_clients', 'MQTT clients connected to the embedded broker', [], (gauge) =>
    gauge.set(broker.connectedClients),
  );
}
