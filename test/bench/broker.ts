// Benchmark: messages a second through the embedded broker alone, with devices that have identities and without.
import { deviceTopic, stateTopic } from '@takt/model/topics';
import { createLog } from '../../server/src/platform/log/index.ts';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import { createEmbeddedBroker } from '../../server/src/platform/mqtt/adapters/embedded/index.ts';
import type { DeviceGate } from '../../server/src/platform/mqtt/port.ts';
import { openWire, type Wire } from './ingest/wire.ts';
import type { Benchmark } from './result.ts';
import { percentile } from './timing.ts';

const rounds = 15;
const nodes = 4;
const machines = 25;
const messages = 100_000;
/** Written at once by each node, so that the writing costs little. */
const batch = 250;
const payload = Buffer.alloc(150, 1);

const gate: DeviceGate = {
  authenticate({ username = '' }) {
    const [site = '', name = ''] = username.split('/');
    return { username, site, name, kind: 'node' };
  },
  onChanged: () => () => {},
};

export const run: Benchmark = async () => {
  const bare = await start(undefined);
  const gated = await start(gate);
  const rates = { bare: [] as number[], gated: [] as number[] };
  // In turns, so that what else the machine does hits both.
  for (let round = 0; round < rounds; round++) {
    rates.bare.push(await bare.rate());
    rates.gated.push(await gated.rate());
  }
  await bare.close();
  await gated.close();
  const [value, baseline] = [percentile(rates.gated, 0.5), percentile(rates.bare, 0.5)];
  const name = 'messages of edge nodes, QoS 0, each checked against its node';
  const note = `median of ${rounds} × ${messages.toLocaleString('en')}`;
  return [
    { name, value, unit: 'messages/s', baseline: { name: 'anonymous', value: baseline }, goal: 'ratio ≥ 0.95', note },
  ];
};

async function start(using: DeviceGate | undefined) {
  let heard = 0;
  let done = () => {};
  const broker = createEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    gate: using,
    limits: { nodeMessagesPerSecond: 1e9 },
  });
  const presence = { topic: stateTopic, online: () => '{}', offline: () => '{}' };
  await broker.start(
    () => {
      if (++heard === messages) done();
      return undefined;
    },
    { subscriptions: [], presence, onRefused: ({ detail }) => fail(detail) },
  );
  const open = (index: number) =>
    openWire(broker.port ?? 0, `node-${index}`, { name: `site/node-${index}`, password: 'x' });
  const wires = await Promise.all(Array.from({ length: nodes }, (_, index) => open(index)));
  return {
    /** Messages per second. */
    async rate(): Promise<number> {
      heard = 0;
      const all = new Promise<void>((resolve) => {
        done = resolve;
      });
      const began = performance.now();
      for (const [index, wire] of wires.entries()) send(wire, index);
      await all;
      return messages / ((performance.now() - began) / 1000);
    },
    close: () => broker.close(),
  };
}

function send(wire: Wire, index: number): void {
  const topics = Array.from({ length: machines }, (_, at) => deviceTopic('DDATA', 'site', `node-${index}`, `m-${at}`));
  let left = messages / nodes;
  const fill = () => {
    while (left > 0 && !wire.congested) {
      for (let each = 0; each < batch; each++) wire.publish(topics[each % machines] ?? '', payload, 0);
      left -= batch;
      wire.flush();
    }
  };
  wire.onDrain = fill;
  fill();
}

function fail(detail: string): never {
  throw new Error(`a message was refused: ${detail}`);
}
