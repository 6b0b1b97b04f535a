// Owns what every PUBLISH and every will passes in the embedded broker: refused, or handed on and held as long as the handler asks.
import { sparkplugNamespace } from '@takt/model/topics';
import type { AedesOptions, Client, PublishPacket } from 'aedes';
import type { Metrics } from '../../../metrics/index.ts';
import type { InboundHandler, StartOptions } from '../../port.ts';
import { forbidden, foreign, refusal } from './rules.ts';
import type { Standing } from './standing.ts';
import { createThrottle } from './throttle.ts';

interface ReceptionOptions {
  handler: InboundHandler;
  refuse: StartOptions['onRefused'];
  limits: { deviceMessagesPerSecond: number; nodeMessagesPerSecond: number };
  /** Who a client is; absent: nobody asks, and devices are only kept from what is the server's. */
  standingOf: ((client: Client) => Standing | undefined) | undefined;
  metrics: Metrics;
  clock: () => number;
}

/** What is asked for with every message of one client, found by one look-up. */
interface Speaker {
  standing: Standing | undefined;
  throttle: ReturnType<typeof createThrottle>;
}

export function createReception(options: ReceptionOptions): NonNullable<AedesOptions['authorizePublish']> {
  const { handler, refuse, limits, standingOf, metrics, clock } = options;
  const throttled = metrics.counter(
    'takt_mqtt_throttled_total',
    'Messages whose client was slowed down for sending too many',
  );
  const speakers = new WeakMap<Client, Speaker>();
  const nodeCost = limits.deviceMessagesPerSecond / limits.nodeMessagesPerSecond;

  function speakerOf(client: Client): Speaker {
    let speaker = speakers.get(client);
    if (!speaker) {
      speaker = { standing: standingOf?.(client), throttle: createThrottle(limits.deviceMessagesPerSecond, clock) };
      speakers.set(client, speaker);
    }
    return speaker;
  }

  function overspent({ throttle }: Speaker, topic: string): number {
    const waitMs = throttle.take(topic.startsWith(sparkplugNamespace) ? nodeCost : 1);
    if (waitMs > 0) throttled.inc();
    return waitMs;
  }

  function faultIn(topic: string, standing: Standing | undefined) {
    if (!standingOf) return forbidden(topic);
    if (standing?.mayPublish(topic)) return undefined;
    return forbidden(topic) ?? foreign(standing?.identity.username);
  }

  return (client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void => {
    const { topic, qos, retain } = packet;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const speaker = client ? speakerOf(client) : undefined;
    const fault = faultIn(topic, speaker?.standing);
    if (fault) {
      refuse({ ...fault, topic, payload, bytes: payload.length });
      done(refusal(fault.detail));
      return;
    }
    // Kept telemetry would be memory for everybody's last words; whoever wants the latest value asks the platform.
    packet.retain = false;
    const waitMs = speaker ? overspent(speaker, topic) : 0;
    const durable = handler({ topic, payload, qos, retain, client: client?.id });
    const release = () => (waitMs > 0 ? void setTimeout(done, waitMs, null) : done(null));
    if (durable) durable.then(release, done);
    else release();
  };
}
