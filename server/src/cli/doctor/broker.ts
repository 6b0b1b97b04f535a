// Owns the check of the MQTT broker, embedded or external: a connection, a round trip, and what it says of itself.
import { connectAsync, type MqttClient } from 'mqtt';
import type { Config } from '../../config.ts';
import { addressOf, runningServer } from '../installation/server.ts';
import type { Check, Finding } from './check.ts';
import { roundTrip } from './clock.ts';
import { isTaken } from './port.ts';

const connectLimitMs = 4000;
/** CONNACK of MQTT 3.1.1, section 3.2.2.3. */
const notAuthorized = 5;
const versionTopic = '$SYS/broker/version';
/** A broker that tells its version does so with the subscription; many tell none. */
const versionWaitMs = 300;

export function brokerCheck(config: Config): Check {
  const { url, host, port, ca } = config.mqtt;
  return {
    part: 'broker',
    hint: url === undefined ? 'see the log of the server' : 'see TAKT_MQTT_URL, TAKT_MQTT_CA and the log of the broker',
    async run() {
      if (url !== undefined) return ask(url, ca, 'external');
      const server = runningServer(config);
      if (server?.mqttPort !== undefined) {
        return askEmbedded(`mqtt://${addressOf(host)}:${server.mqttPort}`);
      }
      if (server) return { verdict: 'ok', detail: 'none in this process' };
      if (await isTaken(addressOf(host), port)) {
        return {
          verdict: 'fail',
          detail: `port ${port} is in use by another program`,
          hint: 'choose another TAKT_MQTT_PORT',
        };
      }
      return { verdict: 'warn', detail: 'embedded, not running' };
    },
  };
}

/** It knows devices only, and the doctor is none: that it is not let in is the answer of a broker that is well. */
async function askEmbedded(url: string): Promise<Finding> {
  const { answer, latencyMs } = await roundTrip(() =>
    ask(url, undefined, 'embedded').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === notAuthorized) return undefined;
      throw error;
    }),
  );
  return answer ?? { verdict: 'ok', latencyMs, detail: 'embedded, lets nobody in without credentials' };
}

async function ask(url: string, ca: string | undefined, kind: string): Promise<Finding> {
  const clientId = `takt-doctor-${process.pid}`;
  const client = await connectAsync(url, {
    clientId,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: connectLimitMs,
    protocolVersion: 4,
    ...(ca === undefined ? {} : { ca }),
  });
  try {
    const told = versionOf(client);
    const { latencyMs } = await roundTrip(() => client.subscribeAsync(versionTopic));
    const version = await told;
    return { verdict: 'ok', ...(version === undefined ? {} : { version }), latencyMs, detail: kind };
  } finally {
    await client.endAsync(true);
  }
}

function versionOf(client: MqttClient): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), versionWaitMs);
    client.once('message', (_, payload) => {
      clearTimeout(timer);
      resolve(
        payload
          .toString()
          .replace(/ version /, ' ')
          .slice(0, 40),
      );
    });
  });
}
