// The telemetry store goes and comes back: what plain devices said meanwhile waits on disk, what agents said waits with them.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../../harness/requirements.ts';
import { mountTmpfs } from '../../harness/tmpfs.ts';
import { until } from '../../harness/until.ts';
import { connectEdgeNode } from './edge-node.ts';
import {
  connectPlainDevice,
  endLater,
  sendReadings,
  serve,
  startBroker,
  storedReadings,
  untilMetric,
  untilStored,
  withStore,
} from './outage-stage.ts';
import { base, hourMs, keptAside, metric, moved, quarantined, send, stored } from './setup.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describeWith({ influxdb: true, mosquitto: true }, 'InfluxDB goes and comes back', () => {
  const store = withStore();

  it('what devices behind Mosquitto said is stored once, though the server is killed meanwhile', async () => {
    const broker = await startBroker();
    const served = await serve(['press'], { ...store.env('mosquitto'), TAKT_MQTT_URL: broker.url });
    const device = await connectPlainDevice(broker.url);
    await sendReadings(device, 'press', 0, 100);
    await untilStored(served.current, 'press', 100);

    await store.goAway();
    await sendReadings(device, 'press', 100, 700);
    await untilMetric(served.current, 'takt_spool_written_total', 600);
    expect(await metric(served.current, 'takt_ingest_lost_total')).toBe(0);
    const onTheWay = sendReadings(device, 'press', 700, 800);
    await served.current.kill();
    await onTheWay;

    const starting = served.again();
    await store.comeBack();
    await starting;
    await sendReadings(device, 'press', 800, 900);
    await untilMetric(served.current, 'takt_spool_records', 0);
    await until(async () => (await storedReadings(served.current, 'press', 900)).at(-1) === 899);
    const found = await storedReadings(served.current, 'press', 900);
    expect(found.filter((n) => n < 700)).toEqual(upTo(700));
    expect(found.filter((n) => n >= 800)).toEqual(upTo(100).map((n) => 800 + n));
    expect(await metric(served.current, 'takt_ingest_lost_total')).toBe(0);
    expect(await metric(served.current, 'takt_spool_failures_total', { reason: 'damaged' })).toBe(0);
  });

  it('what the embedded broker acknowledged is stored once, though the server is killed meanwhile', async () => {
    const served = await serve(['press'], store.env('embedded'));
    const device = await connectPlainDevice(served.current.mqttUrl);
    await sendReadings(device, 'press', 0, 100);
    await store.goAway();
    await sendReadings(device, 'press', 100, 300);
    const acknowledged = new Set(upTo(300));
    for (let n = 300; n < 1000; n++) {
      send(device, 'press', { at: base + n * 1000, v: n }).then(
        () => acknowledged.add(n),
        () => {},
      );
    }
    await until(() => acknowledged.size > 300);
    await served.current.kill();

    const starting = served.again();
    await store.comeBack();
    await starting;
    await untilMetric(served.current, 'takt_spool_records', 0);
    const found = new Set(await storedReadings(served.current, 'press', 1000));
    expect([...acknowledged].filter((n) => !found.has(n))).toEqual([]);
    expect(await metric(served.current, 'takt_ingest_lost_total')).toBe(0);
  });

  it('an agent hears no commit until what it sent is stored, and nothing of it is spooled', async () => {
    const { current: server } = await serve(['lathe'], store.env('agent'));
    const agent = await connectEdgeNode(server.mqttUrl, 'agent');
    endLater(agent.close);
    const sendFrames = async (from: number, to: number) => {
      for (let n = from; n < to; n++) await agent.data('lathe', { 1: n }, base + n * 1000, n);
    };
    await agent.birth({ epoch: 'one' });
    await agent.deviceBirth('lathe', ['v']);
    await sendFrames(0, 20);
    const reached = (offset: number) => until(() => Math.max(...agent.commits('one')) >= offset);
    await reached(19);

    await store.goAway();
    const before = agent.commits('one').length;
    await sendFrames(20, 120);
    await untilMetric(server, 'takt_ingest_store_outage', 1);
    await untilMetric(server, 'takt_ingest_waiting_readings', 100);
    expect(agent.commits('one')).toHaveLength(before);
    expect(await metric(server, 'takt_spool_written_total')).toBe(0);

    await store.comeBack();
    await reached(119);
    await untilStored(server, 'lathe', 120);
    expect(agent.rebirths()).toBe(0);
  });

  it('live readings are stored before the spool is drained', async () => {
    const broker = await startBroker();
    const { current: server } = await serve(['bulk', 'live'], { ...store.env('live'), TAKT_MQTT_URL: broker.url });
    const device = await connectPlainDevice(broker.url);
    await store.goAway();
    const messages = 20;
    for (let n = 0; n < messages; n++) await send(device, 'bulk', bulk(n, 20));
    await untilMetric(server, 'takt_spool_written_total', messages * bulkReadings(20));

    await store.comeBack();
    await untilMetric(server, 'takt_ingest_store_outage', 0);
    await sendReadings(device, 'live', 0, 1);
    await untilStored(server, 'live', 1);
    expect(await metric(server, 'takt_spool_records')).toBeGreaterThan(0);
    await untilMetric(server, 'takt_spool_records', 0);
    expect(await metric(server, 'takt_spool_drained_total')).toBe(messages * bulkReadings(20));
    expect(await metric(server, 'takt_ingest_lost_total')).toBe(0);
  });

  it('where spool and memory are full, readings of devices are lost and counted; agents lose none', async () => {
    const broker = await startBroker();
    const env = { ...store.env('full'), TAKT_MQTT_URL: broker.url, TAKT_SPOOL_MAX_MB: '1' };
    const { current: server } = await serve(['bulk', 'lathe'], env);
    const device = await connectPlainDevice(broker.url);
    const agent = await connectEdgeNode(broker.url, 'agent');
    endLater(agent.close);
    const frames = 20;
    const agentMessages = 2;
    const beBorn = async () => {
      await agent.birth({ epoch: 'one' });
      await agent.deviceBirth('lathe', ['v']);
    };
    const sendFrames = async () => {
      for (let n = 0; n < frames; n++) await agent.data('lathe', { 1: n }, base + n * 1000, n);
    };
    await beBorn();
    await store.goAway();
    let messages = 0;
    await until(async () => {
      await send(device, 'bulk', bulk(messages++, 100));
      await untilMetric(server, 'takt_ingest_messages_total', messages + agentMessages);
      return (await metric(server, 'takt_ingest_lost_total')) > 0;
    });
    expect(await metric(server, 'takt_spool_failures_total', { reason: 'full' })).toBeGreaterThan(0);
    await sendFrames();
    await untilMetric(server, 'takt_ingest_messages_total', messages + agentMessages + frames);
    expect(agent.commits('one')).toEqual([]);
    expect((await server.text('/healthz')).status).toBe(200);

    await store.comeBack();
    await untilMetric(server, 'takt_ingest_waiting_readings', 0);
    await untilMetric(server, 'takt_spool_records', 0);
    // Nothing was committed, so an agent that is born again begins with its first frame.
    await beBorn();
    await sendFrames();
    await until(() => agent.commits('one').includes(frames - 1));
    await untilStored(server, 'lathe', frames);
    expect(await metric(server, 'takt_ingest_lost_total')).toBe(bulkReadings(100));
    expect((await bulkStored(server, messages - 2)).length).toBe(bodies);
    expect((await bulkStored(server, messages - 1)).length).toBe(0);
  });

  it('what is older than anything kept is kept aside, and does not hold up the rest', async () => {
    const { current: server } = await serve(['press'], { ...store.env('old'), TAKT_INFLUX_RAW_DAYS: '30' });
    const device = await connectPlainDevice(server.mqttUrl);
    const at = base - 60 * 24 * hourMs;
    const tooOld = () =>
      send(device, 'press', [
        { at, v: 7 },
        { at: base, v: 0 },
      ]);
    expect(await moved(server, keptAside('beyond_retention'), tooOld)).toBe(1);
    expect(await quarantined(server, 'press')).toMatchObject([
      { reason: 'beyond_retention', signal: 'v', at, value: '7' },
    ]);
    await untilStored(server, 'press', 1);

    await store.goAway();
    const spooled = () =>
      send(device, 'press', [
        { at: at + 1000, v: 8 },
        { at: base + 1000, v: 1 },
      ]);
    await spooled();
    expect(await metric(server, 'takt_spool_written_total')).toBe(2);
    await store.comeBack();
    await untilStored(server, 'press', 2);
    await until(async () => (await quarantined(server, 'press')).length === 2);
    expect((await quarantined(server, 'press'))[0]).toMatchObject({ reason: 'beyond_retention', at: at + 1000 });
  });
});

describeWith({ influxdb: true, mosquitto: true, mount: true }, 'a disk that is full', () => {
  const store = withStore();

  it('leaves the server well: what the spool cannot take waits in memory and is stored', async () => {
    const broker = await startBroker();
    const env = { ...store.env('disk'), TAKT_MQTT_URL: broker.url };
    const { current: server } = await serve(['bulk'], env, (directory) => {
      endLater(mountTmpfs(join(directory, 'spool'), 1_048_576));
    });
    const device = await connectPlainDevice(broker.url);
    await store.goAway();
    let messages = 0;
    await until(async () => {
      await send(device, 'bulk', bulk(messages++, 20));
      return (await metric(server, 'takt_spool_failures_total', { reason: 'disk' })) > 0;
    });
    await send(device, 'bulk', bulk(messages++, 20));
    expect((await server.text('/healthz')).status).toBe(200);

    await store.comeBack();
    for (let n = 0; n < messages; n++) await until(async () => (await bulkStored(server, n)).length === bodies);
    await untilMetric(server, 'takt_spool_records', 0);
    expect(await metric(server, 'takt_ingest_lost_total')).toBe(0);
  });
});

const bodies = 1000;
const bulkReadings = (signals: number) => bodies * signals;

/**
 * The n-th message of a machine that has much to say; its signals are `s0`, `s1` …, its readings a millisecond apart, and its values
 * such that nothing compresses them.
 */
function bulk(n: number, signals: number): object[] {
  return upTo(bodies).map((index) => ({
    at: base + n * bodies + index,
    ...Object.fromEntries(upTo(signals).map((signal) => [`s${signal}`, Math.sin(n + index * signal + 1)])),
  }));
}

/** What is stored of the first signal of the n-th message. */
function bulkStored(server: Parameters<typeof stored>[0], n: number) {
  const from = base + n * bodies;
  return stored(server, 'bulk', 's0', { from, to: from + bodies, stepMs: 1 });
}
