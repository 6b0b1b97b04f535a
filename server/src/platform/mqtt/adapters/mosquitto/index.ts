// Owns the connection to Mosquitto's dynamic-security plugin: commands and answers as MQTT messages.
import { connect } from 'mqtt';
import { z } from 'zod';
import type { Log } from '../../../log/index.ts';
import type { BrokerAnswer, DynamicSecurity } from '../../dynamic-security.ts';

interface DynamicSecurityOptions {
  /** User and password of the plugin's administrator stand in it. */
  url: string;
  /** PEM of the authority that signed the broker's certificate; absent: those the system knows. */
  ca?: string | undefined;
  clientId: string;
  log: Log;
  answerMs?: number;
}

const topic = '$CONTROL/dynamic-security/v1';
const reconnectMs = 1000;

const answersSchema = z.object({
  responses: z.array(
    z.object({
      command: z.string(),
      error: z.string().optional(),
      correlationData: z.string().optional(),
      data: z.unknown().optional(),
    }),
  ),
});

interface Asked {
  resolve(answers: BrokerAnswer[]): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

export function createDynamicSecurity(options: DynamicSecurityOptions): DynamicSecurity {
  const { url, ca, clientId, log, answerMs = 20_000 } = options;
  const client = connect(url, {
    clientId,
    clean: true,
    reconnectPeriod: reconnectMs,
    ...(ca === undefined ? {} : { ca }),
  });
  const asked = new Map<string, Asked>();
  const listeners = new Set<() => void>();
  let listening = false;
  let asks = 0;
  let trouble = '';

  function settle(key: string): Asked | undefined {
    const found = asked.get(key);
    asked.delete(key);
    clearTimeout(found?.timer);
    return found;
  }
  const giveUp = (reason: string) => {
    for (const key of [...asked.keys()]) settle(key)?.reject(new Error(reason));
  };
  async function greet(): Promise<void> {
    await client.subscribeAsync(`${topic}/response`, { qos: 1 });
    listening = true;
    trouble = '';
    for (const listener of listeners) listener();
  }

  client.on('connect', () => {
    greet().catch((error: unknown) => log.warn({ err: error }, 'the broker does not let its clients be managed'));
  });
  client.on('close', () => {
    listening = false;
    giveUp('the connection to the broker was lost');
  });
  // It tries again every second: the same trouble is said once.
  client.on('error', (error) => {
    if (error.message !== trouble) log.warn({ err: error }, 'managing the clients of the broker');
    trouble = error.message;
  });
  client.on('message', (_topic, payload) => {
    const parsed = answersSchema.safeParse(jsonOf(payload));
    if (!parsed.success) return;
    const [first] = parsed.data.responses;
    const key = first?.correlationData;
    if (key !== undefined) settle(key)?.resolve(parsed.data.responses);
  });

  return {
    get connected() {
      return listening;
    },
    run(commands) {
      if (commands.length === 0) return Promise.resolve([]);
      if (!listening) return Promise.reject(new Error('the broker is out of reach'));
      const key = `${clientId}/${++asks}`;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => settle(key)?.reject(new Error('the broker does not answer')), answerMs);
        asked.set(key, { resolve, reject, timer });
        const message = { commands: commands.map((command) => ({ ...command, correlationData: key })) };
        client
          .publishAsync(topic, JSON.stringify(message), { qos: 1 })
          .catch((error: Error) => settle(key)?.reject(error));
      });
    },
    onConnected(listener) {
      listeners.add(listener);
      if (listening) listener();
    },
    async close() {
      giveUp('the connection is being closed');
      await client.endAsync(true);
    },
  };
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
