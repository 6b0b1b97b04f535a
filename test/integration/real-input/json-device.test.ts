// A device that knows nothing but `mosquitto_pub` and the JSON topic: it shows up as pending, is claimed, and then counts.
import { jsonTopic } from '@takt/model/topics';
import { expect, it } from 'vitest';
import { mosquittoPub, startMosquitto } from '../../harness/mosquitto.ts';
import { describeWith } from '../../harness/requirements.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';
import { minuteMs, pendingAt, setUpPlant } from '../ingest/setup.ts';

const topic = jsonTopic('s', 'press');

const pending = (server: RunningServer) => pendingAt(server, 's', 'press');

/** From the first message unknown to the last counted; `port` is that of the broker the device publishes to. */
async function becomesAMachine(server: RunningServer, port: number): Promise<void> {
  await setUpPlant(server, []);
  const from = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs;
  const say = (minute: number, body: object) =>
    mosquittoPub(port, topic, JSON.stringify({ at: from + minute * minuteMs, state: 'producing', ...body }));
  await say(0, { good: 100, scrap: 3 });
  await say(1, { good: 160, scrap: 4 });
  const found = await until(async () => {
    const device = await pending(server);
    return device?.messages === 2 ? device : undefined;
  });
  expect(found).toMatchObject({ reason: 'unknown', signals: ['good', 'scrap', 'state'] });

  const body = { line: 'l', name: 'Press', idealCycleSeconds: 1 };
  const claimed = await server.call('pending.claim', { params: { site: 's', machine: 'press' }, body });
  expect(claimed).toMatchObject({ code: 'press', line: 'l' });
  await until(async () => (await pending(server)) === undefined);

  await say(2, { good: 215, scrap: 4 });
  const range = `from=${new Date(from).toISOString()}&to=${new Date(from + 2 * minuteMs).toISOString()}`;
  const facts = await until(async () => {
    const answer = await server.get<{ rows: { facts: Record<string, number> }[] }>(
      `/api/v1/kpis?scope=machine:press&${range}`,
    );
    const row = answer.rows[0]?.facts;
    return row?.good === 115 ? row : undefined;
  });
  // 60 good and 1 scrap were made before it was claimed, 55 good after.
  expect(facts).toMatchObject({ good: 115, scrap: 1, produced: 116, producingMs: 2 * minuteMs, unknownMs: 0 });
}

describeWith({ mosquittoClients: true }, 'a device that only knows mosquitto_pub', () => {
  it('is pending, claimed, and counts, what it said before too', async () => {
    const server = await startServer();
    try {
      await becomesAMachine(server, server.mqttPort);
    } finally {
      await server.stop();
    }
  });
});

describeWith({ mosquitto: true, mosquittoClients: true }, 'the same behind a Mosquitto', () => {
  it('is pending, claimed, and counts, what it said before too', async () => {
    const broker = await startMosquitto();
    const server = await startServer({ env: { TAKT_MQTT_URL: broker.url } });
    try {
      await becomesAMachine(server, broker.port);
    } finally {
      await server.stop();
      await broker.stop();
    }
  });
});
