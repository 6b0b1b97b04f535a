// Proves the uplink against real brokers: Sparkplug sessions, the commit protocol, and that nothing is lost when messages are.

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { bdSeqMetric, dataType, frameOffsetMetric, outboxFirstMetric, rebirthMetric } from '@takt/model/sparkplug';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Outbox, openOutbox } from '../../../edge-agent/src/outbox/index.ts';
import {
  createUplink,
  type Uplink,
  type UplinkEvent,
  type UplinkOptions,
} from '../../../edge-agent/src/uplink/index.ts';
import { startMosquitto } from '../../harness/mosquitto.ts';
import { describeWith } from '../../harness/requirements.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { type Heard, type HostOptions, startHost, type TestHost } from './host.ts';

const site = 'test-site';
const node = 'edge-1';

interface Broker {
  url: string;
  stop(): Promise<void>;
}

async function startAedes(): Promise<Broker> {
  const broker = await Aedes.createBroker();
  const server: Server = createServer(broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    async stop() {
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const start = 1_700_000_000_000;
const brokers: {
  name: string;
  version: '3.1.1' | '5';
  needs: { mosquitto?: boolean };
  start: () => Promise<Broker>;
}[] = [
  { name: 'aedes, MQTT 3.1.1', version: '3.1.1', needs: {}, start: startAedes },
  { name: 'mosquitto, MQTT 3.1.1', version: '3.1.1', needs: { mosquitto: true }, start: () => startMosquitto() },
  { name: 'mosquitto, MQTT 5', version: '5', needs: { mosquitto: true }, start: () => startMosquitto() },
];

for (const kind of brokers) {
  describeWith(kind.needs, `uplink through ${kind.name}`, () => {
    let broker: Broker;
    let temp: TempDirectory;
    let outbox: Outbox;
    let host: TestHost | undefined;
    let uplink: Uplink | undefined;
    const events: UplinkEvent[] = [];

    beforeEach(async () => {
      broker = await kind.start();
      temp = await createTempDirectory('uplink');
      outbox = await openOutbox({ directory: temp.path, maxBytes: 64 * 1024 * 1024, whenFull: 'drop_oldest' });
      events.length = 0;
    });
    afterEach(async () => {
      await uplink?.close();
      await host?.close();
      await outbox.close();
      await broker.stop();
      await temp.remove();
      uplink = host = undefined;
    });

    const hear = async (options: Partial<HostOptions> = {}) => {
      host = await startHost(broker.url, { site, node, ...options });
      return host;
    };
    const connect = (options: Partial<UplinkOptions> = {}) => {
      uplink = createUplink({
        site,
        node,
        mqtt: { url: broker.url, clientId: node, version: kind.version },
        primaryHost: 'takt',
        outbox,
        directory: temp.path,
        retryMs: 100,
        onEvent: (event) => events.push(event),
        ...options,
      });
      uplink.start();
      return uplink;
    };
    const append = async (frames: number, machine = 'm1', from = 0) => {
      for (let index = from; index < from + frames; index++) {
        await outbox.append(machine, [
          { signal: 'state', at: start + index, value: 'producing' },
          { signal: 'good', at: start + index, value: index },
        ]);
      }
    };
    const ofType = (type: string) => (host?.heard ?? []).filter((message) => message.type === type);
    const allCommitted = () => until(() => outbox.first > outbox.durable, { what: 'everything is committed' });

    it('births only once the host is online [tck-id-message-flow-edge-node-birth-publish-phid-wait]', async () => {
      const { heard, online } = await hear();
      await append(1);
      connect();
      await until(() => events.some((event) => event.kind === 'connected'), { what: 'it is connected' });
      expect(heard).toEqual([]);
      await online();
      await allCommitted();
      expect(heard.map((message) => message.type)).toEqual(['NBIRTH', 'DBIRTH', 'DDATA']);
    });

    it('sends births and data as Sparkplug asks for', async () => {
      const { heard, online } = await hear();
      await append(300);
      await online();
      connect();
      await allCommitted();
      const birth = heard[0];
      const metric = (message: Heard | undefined, name: string) =>
        message?.payload.metrics.find((found) => found.name === name);
      expect(birth?.type).toBe('NBIRTH');
      expect(birth?.payload.seq).toBe(0);
      expect(metric(birth, bdSeqMetric)).toMatchObject({ datatype: dataType.Int64, value: 0 });
      expect(metric(birth, rebirthMetric)).toMatchObject({ datatype: dataType.Boolean, value: false });
      expect(metric(birth, rebirthMetric)?.alias).toBeUndefined();
      expect(metric(birth, outboxFirstMetric)?.value).toBe(1);
      const device = heard[1];
      expect(device?.type).toBe('DBIRTH');
      expect(metric(device, 'good')).toMatchObject({ datatype: dataType.Double, timestamp: start });
      const aliases = device?.payload.metrics.map((found) => found.alias);
      expect(new Set(aliases).size).toBe(3);
      // tck-id-payloads-sequence-num-incrementing, over the wrap at 255
      expect(heard.map((message) => message.payload.seq)).toEqual(heard.map((_, index) => index % 256));
      for (const message of heard) expect([message.qos, message.retain]).toEqual([0, false]);
      for (const message of ofType('DDATA')) {
        expect(message.payload.metrics.every((found) => found.name === undefined && found.isHistorical !== false)).toBe(
          true,
        );
        expect(message.payload.timestamp).toBeGreaterThan(start);
      }
      expect(host?.samples.size).toBe(600);
    });

    it('marks old readings as historical and new ones not', async () => {
      const { online } = await hear();
      await online();
      connect();
      await outbox.append('m1', [{ signal: 'good', at: Date.now() - 60_000, value: 1 }]);
      await outbox.append('m1', [{ signal: 'good', at: Date.now(), value: 2 }]);
      await allCommitted();
      const good = ofType('DDATA').map((message) => message.payload.metrics.at(-1));
      expect(good.map((metric) => metric?.isHistorical === true)).toEqual([true, false]);
    });

    it('bears a device again before it sends a signal the birth did not name', async () => {
      const { online } = await hear();
      await online();
      connect();
      await append(1);
      await outbox.append('m1', [{ signal: 'spindle_load', at: start, value: 12.5 }]);
      await allCommitted();
      expect(ofType('DBIRTH')).toHaveLength(2);
      expect(host?.samples.get(`m1|spindle_load|${start}`)).toBe(12.5);
    });

    it('keeps the type of a value that is now a number and now a text', async () => {
      const { online } = await hear();
      await online();
      connect();
      const values = [1, 'O1001', 2.5, true, null, 'x'];
      await outbox.append(
        'm1',
        values.map((value, index) => ({ signal: 'program', at: start + index, value })),
      );
      await allCommitted();
      expect(values.map((_, index) => host?.samples.get(`m1|program|${start + index}`))).toEqual(values);
    });

    it('goes back to the first uncommitted frame when a frame is lost on the way', async () => {
      let lost = 0;
      const dropped = new Set([20, 21, 90]);
      const { online } = await hear({
        drop(message) {
          const offset = message.payload.metrics[0]?.value;
          return message.type === 'DDATA' && typeof offset === 'number' && dropped.delete(offset) && ++lost > 0;
        },
      });
      await append(200);
      await online();
      connect({ window: 32 });
      await allCommitted();
      expect(lost).toBe(3);
      expect(host?.samples.size).toBe(400);
      expect(host?.rebirthsAsked()).toBeGreaterThan(0);
      const births = ofType('NBIRTH').map((m) => m.payload.metrics.find((found) => found.name === bdSeqMetric)?.value);
      // tck-id-operational-behavior-data-commands-rebirth-action-3
      expect(new Set(births)).toEqual(new Set([0]));
    });

    it('sends again what nobody commits, and never more than its window', async () => {
      const { online, setCommitting } = await hear();
      setCommitting(false);
      await append(50);
      await online();
      connect({ window: 8, stallMs: 300 });
      await until(() => ofType('NBIRTH').length >= 2, { what: 'it births again' });
      const offsets = ofType('DDATA').map((message) => message.payload.metrics[0]?.value);
      expect(Math.max(...(offsets as number[]))).toBe(8);
      expect(outbox.first).toBe(1);
      setCommitting(true);
      await allCommitted();
      expect(host?.samples.size).toBe(100);
    });

    it('births again when the host asks for it [tck-id-operational-behavior-data-commands-rebirth-action-2]', async () => {
      const { online, askRebirth } = await hear();
      await append(3);
      await online();
      connect();
      await allCommitted();
      askRebirth();
      await until(() => ofType('NBIRTH').length === 2, { what: 'it births again' });
      await append(1, 'm1', 3);
      await allCommitted();
      expect(ofType('NBIRTH')[1]?.payload.metrics.find((found) => found.name === outboxFirstMetric)?.value).toBe(4);
      expect(ofType('DBIRTH')).toHaveLength(2);
    });

    it('births again when the host comes back, and not for an older STATE', async () => {
      const { online, offline } = await hear();
      await append(1);
      await online(1000);
      connect();
      await allCommitted();
      await offline(900);
      await online(2000);
      await until(() => ofType('NBIRTH').length === 2, { what: 'it births again' });
      expect(ofType('NDEATH')).toEqual([]);
    });

    it('ends its session when the host goes, and keeps its readings meanwhile', async () => {
      const { online, offline } = await hear();
      await append(1);
      await online(1000);
      connect();
      await allCommitted();
      await offline(2000);
      await until(() => ofType('NDEATH').length > 0, { what: 'it says goodbye' });
      await until(() => events.filter((event) => event.kind === 'connected').length === 2, {
        what: 'it is back and waits',
      });
      await append(5, 'm1', 1);
      expect(outbox.durable - outbox.first + 1).toBe(5);
      await online(3000);
      await allCommitted();
      const births = ofType('NBIRTH').map((m) => m.payload.metrics.find((found) => found.name === bdSeqMetric)?.value);
      expect(births).toEqual([0, 1]);
      expect(host?.samples.size).toBe(12);
    });

    it('declares an unreachable machine dead and lets it be born again', async () => {
      const { online } = await hear();
      await online();
      const { setReachable } = connect();
      await append(1);
      await allCommitted();
      setReachable('m1', false);
      await until(() => ofType('DDEATH').length === 1, { what: 'it is dead' });
      setReachable('m1', true);
      await until(() => ofType('DBIRTH').length === 2, { what: 'it is born' });
      await append(1, 'm1', 1);
      await allCommitted();
      expect(ofType('DDEATH')[0]?.payload).toMatchObject({ metrics: [], seq: 3 });
    });

    it('leaves an NDEATH with the bdSeq of its birth, whether it stops or is cut off', async () => {
      const { online } = await hear();
      await online();
      await append(1);
      connect();
      await allCommitted();
      await uplink?.close();
      await until(() => ofType('NDEATH').length > 0, { what: 'it says goodbye' });
      expect(ofType('NDEATH')[0]?.payload.metrics).toMatchObject([{ name: bdSeqMetric, value: 0 }]);
      expect(ofType('NDEATH')[0]?.payload.seq).toBeUndefined();
      connect();
      await until(() => ofType('NBIRTH').length === 2, { what: 'it is born' });
      const deaths = ofType('NDEATH').length;
      // Another client of the same name makes the broker cut the agent off: the will is published.
      const rival = await mqtt.connectAsync(broker.url, { clientId: node, reconnectPeriod: 0, protocolVersion: 4 });
      await until(() => ofType('NDEATH').length > deaths, { what: 'the will is published' });
      expect(ofType('NDEATH').at(-1)?.payload.metrics).toMatchObject([{ name: bdSeqMetric, value: 1 }]);
      rival.end(true);
      await until(() => ofType('NBIRTH').length === 3, { what: 'it comes back' });
    });

    it('names a new beginning when the outbox had to give up frames', async () => {
      await outbox.close();
      outbox = await openOutbox({ directory: temp.path, maxBytes: 64 * 1024, whenFull: 'drop_oldest' });
      const { online, setCommitting } = await hear();
      setCommitting(false);
      await online();
      connect({ window: 4 });
      await append(1500);
      await until(() => ofType('DDATA').length >= 4, { what: 'the window is full' });
      expect(outbox.evicted).toBeGreaterThan(0);
      setCommitting(true);
      await append(10, 'm1', 1500);
      await allCommitted();
      const lost = outbox.evicted;
      expect(host?.samples.has(`m1|good|${start + 1509}`)).toBe(true);
      expect(host?.samples.size).toBeGreaterThanOrEqual(3020 - lost);
      expect(ofType('DDATA').every((message) => message.payload.metrics[0]?.value !== frameOffsetMetric)).toBe(true);
    });
  });
}
