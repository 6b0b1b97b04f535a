// Owns a connection to an external broker that only listens: apart from the server's own, whose subscriptions it must not overlap.
import { connect } from 'mqtt';
import type { Log } from '../../../log/index.ts';
import type { InboundMessage } from '../../port.ts';

export interface ListenerOptions {
  url: string;
  ca: string | undefined;
  clientId: string;
  filters: readonly string[];
  log: Log;
  /** Must not throw. */
  onMessage(message: InboundMessage): void;
}

const reconnectMs = 1000;

/** Listens from whenever the broker is there until it is closed. Says nothing of the server, acknowledges nothing (QoS 0). */
export function createListener({ url, ca, clientId, filters, log, onMessage }: ListenerOptions): {
  close(): Promise<void>;
} {
  const client = connect(url, {
    clientId,
    clean: true,
    reconnectPeriod: reconnectMs,
    ...(ca === undefined ? {} : { ca }),
  });
  client.on('connect', () => {
    client
      .subscribeAsync([...filters], { qos: 0 })
      .catch((error: unknown) => log.warn({ err: error }, 'listening failed'));
  });
  // The connection of the server says what is wrong with the broker.
  client.on('error', () => {});
  client.on('message', (topic, payload, { qos, retain }) => {
    onMessage({ topic, payload, qos, retain, client: undefined });
  });
  return {
    async close() {
      await client.endAsync(true);
    },
  };
}
