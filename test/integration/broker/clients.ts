// Owns the clients of the broker tests: who connects how, and what of a publication reaches the server.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { brokerUrl, type Devices } from '../../harness/compose/devices.ts';
import type { Container, Stack } from '../../harness/compose/stack.ts';

export interface Broker {
  stack: Stack;
  container: Container;
  devices: Devices;
  /** Passwords handed out, by user. */
  passwords: Map<string, string>;
}

const connected: MqttClient[] = [];

export async function endClients(): Promise<void> {
  for (const client of connected.splice(0)) await client.endAsync(true);
}

/** Connects once, without trying again; rejects where the broker refuses. */
export async function connect(url: string, options: IClientOptions): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, connectTimeout: 5000, ...options }, false);
  client.on('error', () => {});
  connected.push(client);
  return client;
}

/** What a device outside is given: the authority, its user and its password. */
export function credentials({ stack, passwords }: Broker, site: string, name: string): IClientOptions {
  return {
    ca: readFileSync(join(stack.secrets, 'mqtt-ca.crt')),
    username: `${site}/${name}`,
    password: passwords.get(`${site}/${name}`) ?? '',
  };
}

export const outside = ({ container }: Broker) => `mqtts://127.0.0.1:${container.port(8883)}`;

/** As the server's processes reach it, from their secret. */
export function inside({ stack, container }: Broker): string {
  return brokerUrl(stack, container, 'mqtt-url');
}

export interface Ear {
  client: MqttClient;
  /** Topics heard so far. */
  topics: string[];
}

/** The server's user, hearing everything it may. */
export async function serverEar(broker: Broker): Promise<Ear> {
  const client = await connect(inside(broker), { clientId: `server-${Math.random()}` });
  const topics: string[] = [];
  client.on('message', (topic) => topics.push(topic));
  await client.subscribeAsync(['spBv1.0/#', 'takt/v1/#'], { qos: 1 });
  return { client, topics };
}

/** Publishes to each topic, then to `last`, which arrives last of all that arrive. */
export async function publishAll(client: MqttClient, topics: readonly string[], last: string): Promise<void> {
  for (const topic of topics) await client.publishAsync(topic, '{}', { qos: 1 });
  await client.publishAsync(last, '{}', { qos: 1 });
}
