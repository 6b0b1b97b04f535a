// The yardstick of the ingest benchmark: a bare program that receives, decodes and writes the same rows to the same store, and nothing else.
// `node baseline.ts <directory>`; prints its port, then on SIGTERM what it stored.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import {
  commitEpochMetric,
  commitMetric,
  dataType,
  encodePayload,
  frameOffsetMetric,
  outboxEpochMetric,
  PayloadReader,
  slotValue,
} from '@takt/model/sparkplug';
import { nodeTopic } from '@takt/model/topics';
import { Aedes, type PublishPacket } from 'aedes';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';

const flushEveryMs = 50;
const store = await openDuckDbStore({ directory: process.argv[2] ?? '' });
const series = new Map<string, number>();
const reader = new PayloadReader();
let filling = new SampleBuffer(16_384);
let resting = new SampleBuffer(16_384);
let acknowledge: ((error?: Error | null) => void)[] = [];
const nodes = new Map<
  string,
  { site: string; epoch: string; aliases: Map<number, string>; offset: number; told: number }
>();

function seriesOf(source: string, signal: string): number {
  const key = `${source} ${signal}`;
  let id = series.get(key);
  if (id === undefined) {
    id = store.series(source, signal);
    series.set(key, id);
  }
  return id;
}

function takeJson(topic: string, payload: Buffer): void {
  const [, , site, machine] = topic.split('/');
  const { at, ...signals } = JSON.parse(payload.toString()) as Record<string, number | string>;
  for (const name in signals) filling.push(seriesOf(`${site}/${machine}`, name), Number(at), signals[name] ?? null);
}

function takeSparkplug(topic: string, payload: Buffer): void {
  const [, site = '', type, name = '', machine] = topic.split('/');
  if (reader.read(payload)) return;
  const node = nodes.get(name) ?? { site, epoch: '', aliases: new Map<number, string>(), offset: 0, told: 0 };
  nodes.set(name, node);
  for (let index = 0; index < reader.count; index++) {
    const metric = reader.metric(index);
    if (type === 'DDATA') {
      const signal = node.aliases.get(metric.alias);
      const value = slotValue(metric, metric.datatype || (signal === 'state' ? dataType.String : dataType.Double));
      if (signal === frameOffsetMetric) node.offset = Number(slotValue(metric, dataType.Int64));
      else if (signal !== undefined && value !== undefined)
        filling.push(seriesOf(`${site}/${machine}`, signal), metric.timestamp, value);
    } else if (metric.name !== undefined) {
      if (metric.alias >= 0) node.aliases.set(metric.alias, metric.name);
      if (metric.name === outboxEpochMetric) node.epoch = String(slotValue(metric, metric.datatype));
    }
  }
}

const broker = await Aedes.createBroker({
  concurrency: 0,
  authorizePublish: (_client, packet, done) => {
    const payload = packet.payload as Buffer;
    if (packet.topic.startsWith('takt/')) takeJson(packet.topic, payload);
    else takeSparkplug(packet.topic, payload);
    if (packet.qos > 0 || filling.length > 200_000) acknowledge.push(done);
    else done(null);
  },
});

async function flush(): Promise<void> {
  const batch = filling;
  filling = resting;
  resting = batch;
  const waiting = acknowledge;
  acknowledge = [];
  const offsets = [...nodes].map(([name, node]) => ({ name, node, offset: node.offset }));
  if (batch.length > 0) await store.append(batch);
  batch.clear();
  for (const done of waiting) done(null);
  for (const { name, node, offset } of offsets) if (offset > node.told) tell(name, node, offset);
  setTimeout(flush, flushEveryMs);
}

function tell(name: string, node: { site: string; epoch: string; told: number }, offset: number): void {
  node.told = offset;
  const timestamp = Date.now();
  const payload = encodePayload({
    timestamp,
    metrics: [
      { name: commitMetric, timestamp, datatype: dataType.Int64, value: offset },
      { name: commitEpochMetric, timestamp, datatype: dataType.String, value: node.epoch },
    ],
  });
  const packet: PublishPacket = {
    cmd: 'publish',
    topic: nodeTopic('NCMD', node.site, name),
    payload: Buffer.from(payload),
    qos: 0,
    retain: false,
    dup: false,
  };
  broker.publish(packet, () => {});
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  broker.handle(socket);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
setTimeout(flush, flushEveryMs);
process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
process.on('SIGTERM', async () => {
  await store.close();
  process.exit(0);
});
