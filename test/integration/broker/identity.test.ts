// Proves that a device which behaves as if it were stolen is refused and counted, while its neighbour is heard to the last word.
import { stateTopic } from '@takt/model/topics';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.ts';
import { connectPacket, createGate, type GatedBroker, type Known, startGated, startNeighbour, storm } from './gated.ts';

const neighbour: Known = { site: 's1', name: 'good', kind: 'node', password: 'g' };
const stolen: Known = { site: 's1', name: 'stolen', kind: 'node', password: 's', machines: ['m1'] };
const press: Known = { site: 's1', name: 'press', kind: 'device', password: 'p' };

const ofStolen = { username: 's1/stolen', password: 's', clientId: 'x' };
const ofPress = { username: 's1/press', password: 'p' };
const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));

describe('a device that behaves as if it were stolen', () => {
  const known = createGate([neighbour, stolen, press]);
  let broker: GatedBroker;
  let good: Awaited<ReturnType<typeof startNeighbour>>;
  beforeAll(async () => {
    broker = await startGated({
      gate: known.gate,
      limits: { packetBytes: 100_000, userConnectBurst: 100, subscriptions: 3 },
    });
    good = await startNeighbour(broker, neighbour);
  });
  afterAll(() => broker.close());

  /** Does it, and expects that its client is cut, that it is counted and listed once, and that nothing of it is heard. */
  async function refused(reason: string, client: MqttClient, act: () => unknown, listed: object): Promise<void> {
    const before = await broker.counted(reason);
    broker.refused.length = 0;
    const cut = closed(client);
    act();
    await cut;
    await until(() => broker.refused.length > 0, { what: 'it is listed' });
    expect(broker.refused).toMatchObject([{ reason, ...listed }]);
    expect(await broker.counted(reason)).toBe(before + 1);
    await good.goesOn();
    expect(broker.heard.filter(([, text]) => text === 'evil')).toEqual([]);
  }

  it.each([
    ['of another node', 'spBv1.0/s1/NDATA/good'],
    ['of another node’s machine', 'spBv1.0/s1/DDATA/good/m1'],
    ['of a machine that is not its own', 'spBv1.0/s1/DDATA/stolen/m2'],
    ['of another site', 'spBv1.0/s2/NDATA/stolen'],
    ['of a JSON device', 'takt/v1/s1/press/telemetry'],
    ['of its own commands', 'spBv1.0/s1/NCMD/stolen'],
    ['of others’ commands', 'spBv1.0/s1/DCMD/good/m1'],
    ['of the host', stateTopic],
    ['of the broker', '$SYS/broker/x'],
  ])('does not publish on a topic %s', async (_whose, topic) => {
    const client = await broker.client(ofStolen);
    await refused('not_allowed', client, () => client.publish(topic, 'evil', { qos: 1 }), { topic });
  });

  it.each(['#', '+/+/+/+', 'spBv1.0/#', 'spBv1.0/s1/NDATA/+', '$share/g/#', '$SYS/#', 'spBv1.0/s1/NCMD/good'])(
    'does not subscribe to %s',
    async (topic) => {
      const client = await broker.client(ofStolen);
      const messages: string[] = [];
      client.on('message', (at) => messages.push(at));
      await refused('subscription_not_allowed', client, () => client.subscribe(topic), { topic });
      expect(messages).toEqual([]);
    },
  );

  it('does not hold more subscriptions than it may, each allowed', async () => {
    const client = await broker.client(ofStolen);
    for (const topic of [stateTopic, 'spBv1.0/s1/NCMD/stolen', 'spBv1.0/s1/DCMD/stolen/+']) {
      expect((await client.subscribeAsync(topic)).map(({ qos }) => qos)).toEqual([0]);
    }
    const topic = 'spBv1.0/s1/DCMD/stolen/m1';
    await refused('subscription_not_allowed', client, () => client.subscribe(topic), { topic });
  });

  it('does not send a packet that is too large', async () => {
    const client = await broker.client(ofStolen);
    const topic = 'spBv1.0/s1/NDATA/stolen';
    await refused('too_large', client, () => client.publish(topic, Buffer.alloc(200_000)), { topic });
  });

  it.each([
    ['a wrong password', { ...ofStolen, password: 'wrong' }, 4],
    ['the password of another one', { ...ofStolen, password: 'p' }, 4],
    ['a name nobody has', { ...ofStolen, username: 's1/nobody' }, 4],
    ['no password', { username: 's1/stolen' }, 4],
    ['no name', {}, 5],
  ])('is not let in with %s, and told so', async (_what, credentials, code) => {
    const before = await broker.counted('not_authenticated');
    broker.refused.length = 0;
    await expect(broker.client(credentials)).rejects.toMatchObject({ code });
    expect(broker.refused).toMatchObject([{ reason: 'not_authenticated' }]);
    expect(JSON.stringify(broker.refused)).not.toContain('wrong');
    // The same again is counted, but neither listed nor asked for again.
    const asked = known.asked();
    await expect(broker.client(credentials)).rejects.toMatchObject({ code });
    expect(broker.refused).toHaveLength(1);
    expect(known.asked()).toBe(asked);
    expect(await broker.counted('not_authenticated')).toBe(before + 2);
    await good.goesOn();
  });

  it('does not leave a will on a topic that is not its own', async () => {
    broker.refused.length = 0;
    const will = { topic: 'spBv1.0/s1/NDEATH/good', payload: Buffer.from('evil'), qos: 1 as const, retain: false };
    await expect(broker.client({ ...ofStolen, will })).rejects.toMatchObject({ code: 5 });
    expect(broker.refused).toMatchObject([{ reason: 'will_not_allowed', topic: will.topic }]);
    expect(await broker.counted('will_not_allowed')).toBe(1);
    await good.goesOn();
    expect(broker.heard.filter(([, text]) => text === 'evil')).toEqual([]);
  });

  it('does not end a neighbour’s connection by taking its client id, and is noticed', async () => {
    const conflicts = await broker.metric('takt_mqtt_identity_conflicts_total');
    for (const clientId of ['neighbour', 's1/good']) {
      const thief = await broker.client({ ...ofStolen, clientId });
      await good.goesOn();
      expect([good.client.connected, thief.connected]).toEqual([true, true]);
      await thief.endAsync();
    }
    expect(await broker.metric('takt_mqtt_identity_conflicts_total')).toBe(conflicts + 1);
    // Nor by a client id without being anybody.
    await expect(broker.client({ clientId: 's1/good' })).rejects.toMatchObject({ code: 5 });
    expect(good.client.connected).toBe(true);
  });

  it('is cut at once when its access is taken away, and does not come back', async () => {
    const will = { topic: 'spBv1.0/s1/NDEATH/stolen', payload: Buffer.from('gone'), qos: 1 as const, retain: false };
    const client = await broker.client({ ...ofStolen, will });
    await client.publishAsync('spBv1.0/s1/NDATA/stolen', 'before', { qos: 1 });
    const cut = closed(client);
    known.change('s1/stolen', undefined);
    await cut;
    await expect(broker.client(ofStolen)).rejects.toMatchObject({ code: 4 });
    expect(await broker.metric('takt_mqtt_access_cut_total')).toBe(1);
    await until(() => broker.heard.some(([, text]) => text === 'gone'), { what: 'that it is gone is heard' });
    await good.goesOn();
    known.change('s1/stolen', stolen);
    const back = await broker.client(ofStolen);
    await back.publishAsync('spBv1.0/s1/NDATA/stolen', 'after', { qos: 1 });
    expect(broker.heard.filter(([topic]) => topic === 'spBv1.0/s1/NDATA/stolen').map(([, text]) => text)).toEqual([
      'before',
      'after',
    ]);
  });

  it('leaves those alone who do what they may', async () => {
    const device = await broker.client(ofPress);
    await device.publishAsync('takt/v1/s1/press/telemetry', '{}', { qos: 1 });
    const node = await broker.client(ofStolen);
    const commands: string[] = [];
    node.on('message', (topic) => commands.push(topic));
    await node.subscribeAsync([stateTopic, 'spBv1.0/s1/NCMD/stolen', 'spBv1.0/s1/DCMD/stolen/+']);
    await node.publishAsync('spBv1.0/s1/DDATA/stolen/m1', 'good data', { qos: 1 });
    await broker.publish('spBv1.0/s1/NCMD/good', 'x');
    await broker.publish('spBv1.0/s1/DCMD/stolen/m1', 'x');
    await until(() => commands.length > 1, { what: 'state and command arrive' });
    expect(commands).toEqual([stateTopic, 'spBv1.0/s1/DCMD/stolen/m1']);
    expect(broker.heard).toContainEqual(['takt/v1/s1/press/telemetry', '{}']);
    expect(broker.heard).toContainEqual(['spBv1.0/s1/DDATA/stolen/m1', 'good data']);
  });

  it('is asked to wait where nobody can tell who it is', async () => {
    const { authenticate } = known.gate;
    known.gate.authenticate = () => {
      throw new Error('the database is away');
    };
    await expect(broker.client(ofPress)).rejects.toMatchObject({ code: 3 });
    known.gate.authenticate = authenticate;
    await (await broker.client(ofPress)).endAsync();
    await good.goesOn();
  });

  it('is one connection, however often it connects', async () => {
    const first = await broker.client(ofPress);
    const cut = closed(first);
    const second = await broker.client({ ...ofPress, clientId: 'another' });
    await cut;
    await second.publishAsync('takt/v1/s1/press/telemetry', 'still', { qos: 1 });
  });

  it('has harmed its neighbour in nothing', async () => {
    const { heard, said } = await good.end();
    expect(said).toBeGreaterThan(100);
    expect(heard).toEqual(Array.from({ length: said }, (_, index) => index));
  });
});

describe('a storm of connections', () => {
  const known = createGate([neighbour, stolen]);
  const start = async (limits: object) => {
    const broker = await startGated({ gate: known.gate, limits });
    return { broker, good: await startNeighbour(broker, neighbour) };
  };
  const heardOf = async ({ broker, good }: Awaited<ReturnType<typeof start>>) => {
    await good.goesOn();
    const { heard, said } = await good.end();
    await broker.close();
    expect(known.listeners()).toBe(0);
    expect(heard).toEqual(Array.from({ length: said }, (_, index) => index));
  };

  it('from one address is refused before it is read, and counted, once it is more than a factory', async () => {
    const stage = await start({ connectsPerSecond: 1 });
    const { welcome } = await storm(stage.broker.port, 1000, connectPacket('x', 's1/nobody', 'x'));
    expect(welcome).toBe(0);
    const early = await stage.broker.turnedAway('address_rate');
    const late = await stage.broker.counted('not_authenticated');
    expect(early).toBeGreaterThan(100);
    expect(early + late).toBe(1000);
    expect(stage.broker.refused).toHaveLength(1);
    await heardOf(stage);
  });

  it('of one user is that user’s alone', async () => {
    const stage = await start({ connectBurst: 2000 });
    const { welcome } = await storm(stage.broker.port, 300, connectPacket('x', 's1/stolen', 's'));
    expect(welcome).toBeLessThan(100);
    const refused = await stage.broker.turnedAway('user_rate');
    expect(refused).toBeGreaterThan(200);
    await heardOf(stage);
  });

  it('of guesses makes its address wait', async () => {
    const stage = await start({ failureBurst: 5 });
    for (let guess = 0; guess < 6; guess++)
      await expect(stage.broker.client({ ...ofStolen, password: `${guess}` })).rejects.toThrow();
    await expect(stage.broker.client(ofStolen)).rejects.toThrow();
    expect(await stage.broker.turnedAway('address_backoff')).toBeGreaterThan(0);
    await heardOf(stage);
  });
});
