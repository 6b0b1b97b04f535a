// Owns the stage of the tests of devices' identities: a broker with a gate, a neighbour that speaks all the time, and who else may connect.
import { connect as connectSocket, type Socket } from 'node:net';
import { nodeTopic, stateTopic } from '@takt/model/topics';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { createEmbeddedBroker } from '../../../server/src/platform/mqtt/adapters/embedded/index.ts';
import type {
  DeviceGate,
  DeviceIdentity,
  InboundHandler,
  RefusedPacket,
} from '../../../server/src/platform/mqtt/port.ts';
import { metricIn } from '../../harness/api-client.ts';
import { until } from '../../harness/until.ts';

type BrokerOptions = Parameters<typeof createEmbeddedBroker>[0];

export interface Known extends Omit<DeviceIdentity, 'username'> {
  password?: string;
  certificate?: string;
}

/** A gate over what the test says, and the way to change it. */
export function createGate(known: Known[]) {
  const listeners = new Set<(usernames: readonly string[]) => void>();
  const users = new Map(known.map((each) => [`${each.site}/${each.name}`, each]));
  let asked = 0;
  const gate: DeviceGate = {
    authenticate({ username, password, certificateFingerprint }) {
      asked++;
      for (const [name, user] of users) {
        const bySecret = name === username && user.password === Buffer.from(password ?? []).toString();
        const byCertificate = certificateFingerprint !== undefined && user.certificate === certificateFingerprint;
        if (bySecret || byCertificate) return { username: name, ...user };
      }
      return undefined;
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    gate,
    asked: () => asked,
    listeners: () => listeners.size,
    change(username: string, to: Known | undefined): void {
      if (to) users.set(username, to);
      else users.delete(username);
      for (const listener of listeners) listener([username]);
    },
  };
}

export interface GatedBroker {
  url: string;
  tlsUrl: string;
  port: number;
  /** Topic and text of what the server heard. */
  heard: [topic: string, text: string][];
  /** Is called with what the server hears, besides. */
  listen(handler: (topic: string, payload: Uint8Array, packet: { qos: number; retain: boolean }) => void): void;
  refused: RefusedPacket[];
  renew: ReturnType<typeof createEmbeddedBroker>['renewCertificates'];
  publish: ReturnType<typeof createEmbeddedBroker>['publish'];
  metric(name: string): Promise<number>;
  /** Refusals for this reason, and connections refused for it. */
  counted(reason: string): Promise<number>;
  turnedAway(reason: string): Promise<number>;
  client(options: IClientOptions, url?: string): Promise<MqttClient>;
  close(): Promise<void>;
}

export async function startGated(options: Pick<BrokerOptions, 'gate' | 'tls' | 'limits'>): Promise<GatedBroker> {
  const metrics = createMetrics();
  const log = createLog({ level: 'silent' });
  const broker = createEmbeddedBroker({ host: '127.0.0.1', port: 0, log, metrics, ...options });
  const heard: GatedBroker['heard'] = [];
  const refused: RefusedPacket[] = [];
  const clients: MqttClient[] = [];
  let listener: Parameters<GatedBroker['listen']>[0] = () => {};
  const onMessage: InboundHandler = ({ topic, payload, qos, retain }) => {
    heard.push([topic, Buffer.from(payload).toString()]);
    listener(topic, payload, { qos, retain });
    return undefined;
  };
  await broker.start(onMessage, {
    subscriptions: [],
    presence: { topic: stateTopic, online: () => '{"online":true}', offline: () => '{"online":false}' },
    onRefused: (packet) => void refused.push(packet),
  });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  return {
    url,
    tlsUrl: `mqtts://127.0.0.1:${broker.tlsPort}`,
    port: broker.port ?? 0,
    heard,
    listen(handler) {
      listener = handler;
    },
    refused,
    renew: broker.renewCertificates,
    publish: broker.publish,
    metric: async (name) => metricIn(await metrics.text(), name),
    counted: async (reason) => metricIn(await metrics.text(), 'takt_mqtt_refused_total', { reason }),
    turnedAway: async (reason) => metricIn(await metrics.text(), 'takt_mqtt_connections_refused_total', { reason }),
    async client(settings, at = url) {
      const client = await mqtt.connectAsync(at, { reconnectPeriod: 0, protocolVersion: 4, ...settings }, false);
      client.on('error', () => {});
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) await client.endAsync(true);
      await broker.close();
    },
  };
}

/** An edge node that counts aloud from 0, each number when the one before it was acknowledged. */
export async function startNeighbour(broker: GatedBroker, { site, name, password = '' }: Known) {
  const client = await broker.client({ username: `${site}/${name}`, password, clientId: 'neighbour' });
  const topic = nodeTopic('NDATA', site, name);
  let next = 0;
  let ending = false;
  const speaking = (async () => {
    while (!ending) await client.publishAsync(topic, String(next++), { qos: 1 });
  })();
  const numbers = () => broker.heard.filter(([at]) => at === topic).map(([, text]) => Number(text));
  return {
    client,
    /** Resolves when it has gone on speaking from here. */
    async goesOn() {
      const before = next;
      await until(() => next > before + 5, { what: 'the neighbour goes on' });
    },
    /** Ends it; what was heard of it, and how much it said. */
    async end() {
      ending = true;
      await speaking;
      return { heard: numbers(), said: next };
    },
  };
}

/** How many of so many connections, opened at once with this CONNECT, were welcomed and how many not. */
export async function storm(
  port: number,
  count: number,
  connect: Buffer,
): Promise<{ welcome: number; refused: number }> {
  let welcome = 0;
  const sockets: Socket[] = [];
  const one = () =>
    new Promise<void>((resolve) => {
      const socket = connectSocket(port, '127.0.0.1', () => socket.write(connect));
      sockets.push(socket);
      socket.once('data', (data) => {
        if (data[0] === 0x20 && data[3] === 0) welcome++;
        resolve();
      });
      socket.on('error', () => {});
      socket.once('close', () => resolve());
    });
  await Promise.all(Array.from({ length: count }, one));
  for (const socket of sockets) socket.destroy();
  return { welcome, refused: count - welcome };
}

/** CONNECT of MQTT 3.1.1 with a clean session (§3.1). */
export function connectPacket(clientId: string, username: string, password: string): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
  const body = Buffer.concat([
    Buffer.from([0, 4, 77, 81, 84, 84, 4, 0xc2, 0, 0]),
    text(clientId),
    text(username),
    text(password),
  ]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}
