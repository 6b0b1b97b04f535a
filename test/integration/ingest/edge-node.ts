// Owns a Sparkplug edge node in the hands of a test: it says exactly what it is told to, and keeps what the host commands.
import {
  bdSeqMetric,
  commitEpochMetric,
  commitMetric,
  dataType,
  decodePayload,
  encodePayload,
  frameOffsetMetric,
  isPayloadError,
  type Metric,
  outboxEpochMetric,
  outboxFirstMetric,
  type Payload,
  rebirthMetric,
} from '@takt/model/sparkplug';
import { deviceTopic, nodeTopic } from '@takt/model/topics';
import { connectAsync } from 'mqtt';

export interface EdgeNode {
  /** Next seq; may be set to leave a gap. */
  seq: number;
  /** How often the host asked for a birth. */
  rebirths(): number;
  /** Offsets the host committed for the epoch, as they came. */
  commits(epoch: string): number[];
  birth(options?: { bdSeq?: number; epoch?: string; first?: number }): Promise<void>;
  /** Signals in the order of their aliases, which begin at `firstAlias`; the offset goes by the alias before. */
  deviceBirth(machine: string, signals: readonly string[], firstAlias?: number): Promise<void>;
  /** One DDATA by aliases. */
  data(machine: string, values: Readonly<Record<number, number>>, at: number, offset?: number): Promise<void>;
  /** One DDATA by names, as simple nodes send it. */
  namedData(machine: string, values: Readonly<Record<string, number>>, at: number): Promise<void>;
  death(bdSeq: number): Promise<void>;
  close(): Promise<void>;
}

export async function connectEdgeNode(
  url: string,
  node: string,
  { site = 's', clientId = `${node}-${Math.random()}` } = {},
): Promise<EdgeNode> {
  const client = await connectAsync(url, { clientId, protocolVersion: 4, reconnectPeriod: 0 });
  client.on('error', () => {});
  const commands: Payload[] = [];
  client.on('message', (_topic, bytes) => {
    const payload = decodePayload(bytes);
    if (!isPayloadError(payload)) commands.push(payload);
  });
  await client.subscribeAsync(nodeTopic('NCMD', site, node));
  const metricOf = (payload: Payload, name: string) => payload.metrics.find((metric) => metric.name === name)?.value;

  function publish(topic: string, metrics: Metric[], seq?: number) {
    const payload = encodePayload({ timestamp: Date.now(), metrics, ...(seq === undefined ? {} : { seq }) });
    return client.publishAsync(topic, Buffer.from(payload)).then(() => {});
  }

  const self: EdgeNode = {
    seq: 0,
    rebirths: () => commands.filter((command) => metricOf(command, rebirthMetric) === true).length,
    commits: (epoch) =>
      commands
        .filter((command) => metricOf(command, commitEpochMetric) === epoch)
        .map((command) => Number(metricOf(command, commitMetric))),
    birth({ bdSeq = 0, epoch, first = 0 } = {}) {
      self.seq = 0;
      const metrics: Metric[] = [{ name: bdSeqMetric, datatype: dataType.Int64, value: bdSeq }];
      if (epoch !== undefined) {
        metrics.push({ name: outboxEpochMetric, datatype: dataType.String, value: epoch });
        metrics.push({ name: outboxFirstMetric, datatype: dataType.Int64, value: first });
      }
      return publish(nodeTopic('NBIRTH', site, node), metrics, self.seq++);
    },
    deviceBirth(machine, signals, firstAlias = 1) {
      const metrics: Metric[] = signals.map((name, index) => ({
        name,
        alias: firstAlias + index,
        datatype: dataType.Double,
        value: null,
      }));
      metrics.push({ name: frameOffsetMetric, alias: firstAlias - 1, datatype: dataType.Int64, value: null });
      return publish(deviceTopic('DBIRTH', site, node, machine), metrics, self.seq++ % 256);
    },
    data(machine, values, at, offset) {
      const metrics: Metric[] = Object.entries(values).map(([alias, value]) => ({
        alias: Number(alias),
        timestamp: at,
        datatype: dataType.Double,
        value,
      }));
      if (offset !== undefined) metrics.push({ name: frameOffsetMetric, datatype: dataType.Int64, value: offset });
      return publish(deviceTopic('DDATA', site, node, machine), metrics, self.seq++ % 256);
    },
    namedData(machine, values, at) {
      const metrics = Object.entries(values).map(
        ([name, value]): Metric => ({ name, timestamp: at, datatype: dataType.Double, value }),
      );
      return publish(deviceTopic('DDATA', site, node, machine), metrics, self.seq++ % 256);
    },
    death: (bdSeq) =>
      publish(nodeTopic('NDEATH', site, node), [{ name: bdSeqMetric, datatype: dataType.Int64, value: bdSeq }]),
    close: () => client.endAsync(true),
  };
  return self;
}
