// Messages that cannot be read: each is counted, kept with its reason, and disturbs nobody.
import { dataType, encodePayload } from '@takt/model/sparkplug';
import { deviceTopic, jsonTopic, nodeTopic } from '@takt/model/topics';
import { describe, expect, it } from 'vitest';
import { until } from '../../harness/until.ts';
import { base, connectDevice, liveValue, metric, moved, refused, send, stored, withNeighbour } from './setup.ts';

const world = withNeighbour(['m1', 'm2']);

const refusals = (reason: string): [string, Record<string, string>] => ['takt_ingest_refused_total', { reason }];

describe('JSON', () => {
  const nested = `${'['.repeat(50_000)}1${']'.repeat(50_000)}`;
  it.each([
    ['text that is no JSON', 'temperature=20', 'malformed_json', /JSON/],
    ['JSON that breaks off', '{"at": 1', 'malformed_json', /JSON/],
    ['NaN, which JSON does not have', '{"temperature": NaN}', 'malformed_json', /JSON/],
    ['Infinity, which JSON does not have', '{"temperature": -Infinity}', 'malformed_json', /JSON/],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 'malformed_json', /UTF-8/],
    ['nothing at all', '', 'malformed_json', /JSON/],
    ['a number', '42', 'bad_body', /must be an object/],
    ['null', 'null', 'bad_body', /must be an object/],
    ['an array of arrays, very deep', nested, 'bad_body', /\[0\] must be an object/],
    ['an object without a signal', '{"at": 1760000000000}', 'bad_body', /holds no signal/],
    ['an object in a signal', '{"temperature": {"value": 20}}', 'bad_body', /"temperature" must be a number/],
    ['an array in a signal', '{"good": [1, 2]}', 'bad_body', /"good" must be a number.*not an array/],
    ['a time without a zone', '{"at": "2026-01-01T00:00:00", "good": 1}', 'bad_body', /"at" must be/],
    ['a time that is true', '{"at": true, "good": 1}', 'bad_body', /"at" must be/],
    ['too many objects', `[${Array(10_001).fill('{"a":1}').join(',')}]`, 'bad_body', /more than 10000/],
  ])('%s', async (_, body, reason, detail) => {
    const topic = jsonTopic('s', 'm1');
    const device = await connectDevice(world.server);
    expect(await moved(world.server, refusals(reason), () => send(device, 'm1', body))).toBe(1);
    const entry = await refused(world.server, (one) => one.topic === topic && detail.test(one.detail));
    expect(entry).toMatchObject({ reason, bytes: Buffer.from(body).length });
    expect(device.connected).toBe(true);
    await device.endAsync();
  });

  it('of an array with one bad object nothing is stored', async () => {
    const device = await connectDevice(world.server);
    await send(device, 'm1', [
      { at: base, mixed: 1 },
      { at: base + 1000, mixed: { no: 1 } },
    ]);
    await refused(world.server, (entry) => /^\[1\] "mixed"/.test(entry.detail));
    await send(device, 'm1', { at: base + 2000, mixed: 3 });
    expect(await stored(world.server, 'm1', 'mixed', { from: base, to: base + 10_000 })).toMatchObject([{ value: 3 }]);
    await device.endAsync();
  });

  it('names that mean something to JavaScript are signals like any other', async () => {
    const device = await connectDevice(world.server);
    await send(device, 'm2', `{"at": ${base}, "__proto__": 7, "constructor": 8, "toString": 9}`);
    for (const [signal, value] of Object.entries({ ['__proto__']: 7, constructor: 8, toString: 9 }))
      expect(await liveValue(world.server, 'm2', signal)).toBe(value);
    expect(await liveValue(world.server, 'm2', '__proto__')).toBe(7);
    await device.endAsync();
  });
});

describe('packets', () => {
  it.each([
    ['JSON', jsonTopic('s', 'm1')],
    ['Sparkplug', deviceTopic('DDATA', 's', 'n1', 'm1')],
  ])('a %s packet of 10 MB cuts its sender, and the list says what came', async (_, topic) => {
    const device = await connectDevice(world.server);
    const cut = new Promise<void>((resolve) => device.once('close', () => resolve()));
    const count = await moved(world.server, ['takt_mqtt_refused_total', { reason: 'too_large' }], async () => {
      device.publish(topic, Buffer.alloc(10 * 1024 * 1024, 0x20), { qos: 1 });
      await cut;
    });
    expect(count).toBe(1);
    const entry = await refused(world.server, (one) => one.reason === 'too_large' && one.topic === topic);
    expect(entry.bytes).toBeGreaterThan(10 * 1024 * 1024);
    expect(entry.detail).toMatch(/at most 1048576/);
  });
});

describe('Sparkplug', () => {
  const topic = deviceTopic('DDATA', 's', 'n1', 'm1');
  const good = encodePayload({
    timestamp: base,
    seq: 1,
    metrics: [{ name: 'temperature', timestamp: base, datatype: dataType.Double, value: 20 }],
  });
  it.each([
    ['bytes that break off', good.slice(0, -3)],
    ['JSON where protobuf belongs', Buffer.from('{"temperature": 20}')],
    ['a length beyond the end', Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['a number that never ends', Buffer.alloc(64, 0xff)],
  ])('%s', async (name, payload) => {
    const device = await connectDevice(world.server);
    const publish = () => device.publishAsync(topic, Buffer.from(payload), { qos: 1 });
    expect(await moved(world.server, refusals('malformed_protobuf'), publish)).toBe(1);
    const entry = await refused(
      world.server,
      (one) => one.reason === 'malformed_protobuf' && one.bytes === payload.length,
    );
    expect(entry.topic, name).toBe(topic);
    expect(entry.detail).toMatch(/at byte \d+/);
    await device.endAsync();
  });

  it('of random bytes every message is counted, and the server goes on', async () => {
    const device = await connectDevice(world.server);
    const before = await metric(world.server, 'takt_ingest_messages_total', { kind: 'ddata' });
    let state = 12345;
    const random = () => {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      return state >>> 8;
    };
    for (let n = 0; n < 500; n++) {
      const bytes = Buffer.from(Array.from({ length: random() % 60 }, () => random() % 256));
      device.publish(deviceTopic('DDATA', 's', 'n1', 'fuzz'), bytes);
      device.publish(nodeTopic('NBIRTH', 's', 'n-fuzz'), bytes);
      // Valid bytes with one of them changed reach further than noise.
      const bent = Buffer.from(good);
      bent[random() % bent.length] = random() % 256;
      device.publish(deviceTopic('DDATA', 's', 'n1', 'fuzz'), bent);
    }
    await until(
      async () => (await metric(world.server, 'takt_ingest_messages_total', { kind: 'ddata' })) === before + 1000,
    );
    expect((await world.server.text('/readyz')).status).toBe(200);
    await device.endAsync();
  });
});
