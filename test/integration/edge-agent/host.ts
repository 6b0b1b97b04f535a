// Owns a host application for tests of the agent alone: it keeps every sample, commits, and asks for a rebirth at a gap.
import {
  commitEpochMetric,
  commitMetric,
  dataType,
  decodePayload,
  encodePayload,
  frameOffsetMetric,
  isPayloadError,
  outboxEpochMetric,
  outboxFirstMetric,
  type Payload,
  rebirthMetric,
} from '@takt/model/sparkplug';
import { nodeTopic, parseTopic, stateTopic } from '@takt/model/topics';
import mqtt from 'mqtt';

export interface Heard {
  type: string;
  machine: string | undefined;
  payload: Payload;
  qos: number;
  retain: boolean;
}

export interface TestHost {
  /** Every message as it came, the dropped ones excepted. */
  heard: Heard[];
  /** `machine|signal|at` → value. */
  samples: Map<string, unknown>;
  rebirthsAsked(): number;
  committed(): number;
  online(timestamp?: number): Promise<void>;
  offline(timestamp?: number): Promise<void>;
  /** Commit or stay silent from here on. */
  setCommitting(on: boolean): void;
  askRebirth(): void;
  close(): Promise<void>;
}

export interface HostOptions {
  site: string;
  node: string;
  /** True loses the message as a broker may lose QoS 0. */
  drop?: (message: Heard) => boolean;
}

/** How a host hears and speaks: as a client of a broker, or as the broker itself. */
export interface HostWire {
  publish(topic: string, payload: Buffer | string, options: { qos: 0 | 1; retain?: boolean }): Promise<unknown>;
  listen(
    handler: (topic: string, payload: Uint8Array, packet: { qos: number; retain: boolean }) => void,
  ): Promise<void>;
  close(): Promise<void>;
}

export async function startHost(url: string, options: HostOptions): Promise<TestHost> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, clientId: `host-${Math.random()}` });
  return createHost(options, {
    publish: (topic, payload, settings) => client.publishAsync(topic, payload, settings),
    async listen(handler) {
      client.on('message', handler);
      await client.subscribeAsync(`spBv1.0/${options.site}/+/${options.node}/#`, { qos: 1 });
    },
    close: () => client.endAsync(true),
  });
}

export async function createHost(options: HostOptions, wire: HostWire): Promise<TestHost> {
  const heard: Heard[] = [];
  const samples = new Map<string, unknown>();
  const aliases = new Map<number | undefined, string>();
  let rebirths = 0;
  let committing = true;
  let epoch = '';
  let expectedSeq = 0;
  let expectedOffset = 0;
  let inStep = false;

  const command = (metrics: Payload['metrics']) =>
    void wire.publish(
      nodeTopic('NCMD', options.site, options.node),
      Buffer.from(encodePayload({ timestamp: Date.now(), metrics })),
      { qos: 0 },
    );
  const askRebirth = () => {
    rebirths++;
    command([{ name: rebirthMetric, datatype: dataType.Boolean, value: true }]);
  };

  function commit(): void {
    if (!committing || !inStep) return;
    command([
      { name: commitMetric, datatype: dataType.Int64, value: expectedOffset - 1 },
      { name: commitEpochMetric, datatype: dataType.String, value: epoch },
    ]);
  }

  function begin(payload: Payload): void {
    const value = (name: string) => payload.metrics.find((metric) => metric.name === name)?.value;
    aliases.clear();
    epoch = String(value(outboxEpochMetric));
    expectedOffset = Number(value(outboxFirstMetric));
    expectedSeq = 1;
    inStep = true;
  }

  function data(machine: string, payload: Payload): void {
    let offset: number | undefined;
    for (const metric of payload.metrics) {
      const name = aliases.get(metric.alias);
      if (name === frameOffsetMetric) offset = Number(metric.value);
      else if (name !== undefined) keep(`${machine}|${name}|${metric.timestamp}`, metric.value);
    }
    if (!inStep || offset !== expectedOffset) {
      if (inStep) askRebirth();
      inStep = false;
      return;
    }
    expectedOffset++;
    commit();
  }

  function keep(key: string, value: unknown): void {
    samples.set(key, value);
  }

  await wire.listen((topic, bytes, packet) => {
    const parsed = parseTopic(topic);
    const payload = decodePayload(bytes);
    if (typeof parsed === 'string' || parsed.kind === 'json' || isPayloadError(payload)) throw new Error(topic);
    const machine = parsed.kind === 'device' ? parsed.machine : undefined;
    const message = { type: parsed.type, machine, payload, qos: packet.qos, retain: packet.retain };
    if (parsed.type === 'NCMD' || options.drop?.(message)) return;
    heard.push(message);
    if (parsed.type === 'NBIRTH') return begin(payload);
    if (payload.seq !== undefined && inStep) {
      if (payload.seq !== expectedSeq) {
        inStep = false;
        askRebirth();
      }
      expectedSeq = (expectedSeq + 1) % 256;
    }
    if (parsed.type === 'DBIRTH') for (const metric of payload.metrics) aliases.set(metric.alias, metric.name ?? '');
    if (parsed.type === 'DDATA' && machine) data(machine, payload);
  });
  const state = (online: boolean, timestamp: number) =>
    wire.publish(stateTopic, JSON.stringify({ online, timestamp }), { qos: 1, retain: true });

  return {
    heard,
    samples,
    rebirthsAsked: () => rebirths,
    committed: () => expectedOffset - 1,
    online: async (timestamp = Date.now()) => void (await state(true, timestamp)),
    offline: async (timestamp = Date.now()) => void (await state(false, timestamp)),
    setCommitting(on) {
      committing = on;
      commit();
    },
    askRebirth,
    close: wire.close,
  };
}
