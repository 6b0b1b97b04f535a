// Owns one MQTT connection of the edge node: CONNECT with the NDEATH as will, until it is lost or ended.
import { nodeTopic } from '@takt/model/topics';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { nodeDeath } from './payloads.ts';

export interface MqttSettings {
  url: string;
  clientId: string;
  username?: string;
  password?: string;
  /** PEM of the authority that signed the broker's certificate; absent: those the system knows. */
  ca?: string;
  /** PEM of a certificate the broker knows this node by, and of its key. */
  cert?: string;
  key?: string;
  /** Asked before every attempt: what has changed of the above since, such as a password that was rotated. */
  renewed?: () => Promise<Partial<Pick<MqttSettings, 'password' | 'ca' | 'cert' | 'key'>> | undefined>;
  /** 3.1.1 or 5. */
  version: '3.1.1' | '5';
}

export interface Connection {
  publish(topic: string, payload: Uint8Array): Promise<void>;
  subscribe(topics: string[]): Promise<void>;
  onMessage(handler: (topic: string, payload: Uint8Array) => void): void;
  /** Resolves when the connection is gone, for whatever reason. */
  readonly closed: Promise<void>;
  /** Publishes the NDEATH, then disconnects; again: the same end [tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath]. */
  end(): Promise<void>;
}

/** The broker answered that it does not let this node in. */
export class NotLetIn extends Error {}

/** Codes of CONNACK that no waiting changes, MQTT 3.1.1 §3.2.2.3 and MQTT 5 §3.2.2.2. */
const refusals: Readonly<Record<number, string>> = {
  2: 'the client id is not accepted',
  4: 'user name or password is wrong',
  5: 'it is not authorised',
  133: 'the client id is not accepted',
  134: 'user name or password is wrong',
  135: 'it is not authorised',
  138: 'it is banned',
};

const connectTimeoutMs = 10_000;
const farewellMs = 2000;
/** MQTT 5 `Disconnect with Will Message` [tck-id-payloads-ndeath-will-message-publisher-disconnect-mqtt50]. */
const withWill = 0x04;

/** Rejects where the broker does not accept within 10 s, with {@link NotLetIn} where it says that it will not. */
export async function connect(settings: MqttSettings, site: string, node: string, bdSeq: number): Promise<Connection> {
  const client = mqtt.connect(settings.url, clientOptions(settings, site, node, bdSeq));
  const closed = new Promise<void>((resolve) => client.once('close', resolve));
  await accepted(client);
  // An error of an established connection is followed by its close, which is what counts.
  client.on('error', () => {});
  // A publish that waits for the socket to drain is never called back once the socket is gone.
  let ending: Promise<void> | undefined;
  const waiting = new Set<(error: Error) => void>();
  void closed.then(() => {
    for (const reject of waiting) reject(new Error('the connection was closed'));
  });

  return {
    closed,
    publish(topic, payload) {
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        client.publish(topic, asBuffer(payload), { qos: 0, retain: false }, (error) => {
          waiting.delete(reject);
          if (error) reject(error);
          else resolve();
        });
      });
    },
    async subscribe(topics) {
      // With QoS 1 [tck-id-message-flow-edge-node-ncmd-subscribe].
      await client.subscribeAsync(topics, { qos: 1 });
    },
    onMessage(handler) {
      client.on('message', (topic, payload) => handler(topic, payload));
    },
    end() {
      ending ??= farewell();
      return ending;
    },
  };

  async function farewell(): Promise<void> {
    if (client.connected) {
      const death = asBuffer(nodeDeath(bdSeq, Date.now()));
      const published = client.publishAsync(nodeTopic('NDEATH', site, node), death, { qos: 1, retain: false });
      await Promise.race([published.catch(() => undefined), closed, delay(farewellMs)]);
    }
    await client.endAsync(!client.connected, settings.version === '5' ? { reasonCode: withWill } : {});
    await Promise.race([closed, delay(farewellMs)]);
  }
}

function clientOptions(settings: MqttSettings, site: string, node: string, bdSeq: number): IClientOptions {
  const { username, password, ca, cert, key, version } = settings;
  return {
    clientId: settings.clientId,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    protocolVersion: version === '5' ? 5 : 4,
    // A session of Sparkplug is never continued [tck-id-principles-persistence-clean-session-311, -50].
    clean: true,
    ...(version === '5' ? { properties: { sessionExpiryInterval: 0 } } : {}),
    reconnectPeriod: 0,
    connectTimeout: connectTimeoutMs,
    keepalive: 30,
    queueQoSZero: false,
    will: {
      topic: nodeTopic('NDEATH', site, node),
      payload: Buffer.from(nodeDeath(bdSeq, Date.now())),
      qos: 1,
      retain: false,
    },
  };
}

function accepted(client: MqttClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      client.end(true);
      const refused = 'code' in error && typeof error.code === 'number' ? refusals[error.code] : undefined;
      reject(refused === undefined ? error : new NotLetIn(refused, { cause: error }));
    };
    client.once('error', fail);
    client.once('close', () => fail(new Error('the broker closed the connection')));
    client.once('connect', () => {
      client.off('error', fail);
      resolve();
    });
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
