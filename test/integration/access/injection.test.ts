// What devices and people call things is a name to every store there is: no statement of SQL, InfluxQL or line protocol comes of it
// (CWE-89, CWE-943, CWE-93). With the embedded parts, and with InfluxDB and PostgreSQL.
import type { Plant } from '@takt/model/api';
import { jsonTopic } from '@takt/model/topics';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startInfluxDb } from '../../harness/influxdb.ts';
import { startPostgres } from '../../harness/postgres.ts';
import { describeWith, type Requirements } from '../../harness/requirements.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { plantOf, tenant } from '../../harness/tenants.ts';
import { until } from '../../harness/until.ts';

const own = tenant('falcon');
const other = tenant('osprey');

interface Parts {
  env: Record<string, string>;
  close(): Promise<unknown>;
}
const embedded = async (): Promise<Parts> => ({ env: {}, close: async () => {} });
async function production(): Promise<Parts> {
  const [influx, postgres] = await Promise.all([startInfluxDb(), startPostgres()]);
  const env = { TAKT_INFLUX_URL: influx.url, TAKT_DATABASE_URL: await postgres.createDatabase() };
  return { env, close: () => Promise.all([influx.stop(), postgres.remove()]) };
}
const kinds: [string, Requirements, () => Promise<Parts>][] = [
  ['the embedded parts', {}, embedded],
  ['InfluxDB and PostgreSQL', { influxdb: true, postgres: true }, production],
];

/** Each would end a text, a name or a line somewhere, and go on as something else. */
const words = [
  `"; DROP MEASUREMENT "telemetry"; --`,
  `' OR '1'='1`,
  `x\\' OR 1=1 --`,
  `a\\"b`,
  'back\\',
  'a,machine=other b=1',
  'a=1 1',
  'time',
  '_field',
  'site',
  'machine',
  'constructor',
  '__proto__',
  '$1',
  '?',
  ':name',
  '%s',
  '*',
  '/.*/i',
  'é‮‏中文🏭',
  "ʼ＇'",
  ') UNION SELECT password_hash FROM users',
  '/* */ --',
];
const minuteMs = 60_000;

for (const [name, needs, start] of kinds) {
  describeWith(needs, `names that would be statements, with ${name}`, () => {
    let parts: Parts;
    let server: RunningServer;
    const end = Math.floor(Date.now() / minuteMs) * minuteMs;
    const range = { from: end - 30 * minuteMs, to: end };
    const ofMine = { scope: `line:${own.line}` as never, ...range };

    beforeAll(async () => {
      parts = await start();
      server = await startServer({ env: parts.env });
      // Without a calendar it is scheduled around the clock, so that each stop is one.
      const { workshops = {}, calendars: _, ...plant } = plantOf(own, other);
      const always = Object.entries(workshops).map(([code, { calendar: _, ...workshop }]) => [code, workshop]);
      await server.call('plant.put', { body: { ...plant, workshops: Object.fromEntries(always) } as Plant });
      const device = await connectAsync(server.mqttUrl, { reconnectPeriod: 0 });
      const say = (machine: string, site: string, body: string) =>
        device.publishAsync(jsonTopic(site, machine), body, { qos: 1 });
      for (const [index, word] of words.entries()) {
        const at = range.from + index * minuteMs;
        // Written by hand: of an object `__proto__` would not be a key.
        const key = JSON.stringify(`s ${word}`);
        await say(
          own.machine,
          own.site,
          `[{"at":${at + minuteMs / 2},"state":"producing"},{"at":${at},"state":"down","good":${index},"product":${key},"alarm":${key},${key}:${index},${JSON.stringify(word)}:${index},"note":${key}}]`,
        );
      }
      await say(
        other.machine,
        other.site,
        JSON.stringify({ at: range.from, state: 'producing', good: 1, note: 'theirs' }),
      );
      for (const topic of [
        `takt/v1/${own.site}' OR 1=1/m/telemetry`,
        `takt/v1/${own.site}/m"; DROP/telemetry`,
        `takt/v1/s,machine=x/m\\/telemetry`,
      ])
        await device.publishAsync(topic, '{"x":1}', { qos: 1 });
      await device.endAsync();
      await until(
        async () =>
          (await server.call('stops.query', { query: { ...ofMine, limit: 100 } })).stops.length === words.length,
        { what: 'the stops', limitMs: 15_000 },
      );
    });
    afterAll(async () => {
      await server?.stop();
      await parts?.close();
    });

    it('are stored and found again as they were, each by itself', async () => {
      for (const [index, word] of words.entries()) {
        const { points } = await server.call('machines.history', {
          params: { code: own.machine },
          query: { signal: `s ${word}`, ...range, points: 5000 },
        });
        expect([word, points.map(({ last }) => last)]).toEqual([word, [index]]);
      }
    });

    it('are alarms and products like others', async () => {
      const { stops } = await server.call('stops.query', { query: { ...ofMine, limit: 100 } });
      expect(stops.map(({ alarm }) => alarm).sort()).toEqual(words.map((word) => `s ${word}`).sort());
      const folded = async () => {
        const { rows } = await server.call('kpis.query', { query: { ...ofMine, by: 'product' } });
        const products = rows.map(({ key }) => key.slice('product:'.length));
        return words.slice(1).every((word) => products.includes(`s ${word}`));
      };
      await until(folded, { what: 'each product' });
    });

    it('are nothing of anybody else', async () => {
      for (const word of words) {
        const { points } = await server.call('machines.history', {
          params: { code: other.machine },
          query: { signal: `s ${word}`, ...range, points: 5000 },
        });
        expect([word, points]).toEqual([word, []]);
      }
      const { signals } = await server.call('machines.live', { params: { code: other.machine } });
      expect(signals.map(({ signal }) => signal).sort()).toEqual(['good', 'note', 'state']);
    });

    it('are all said last, and accounts are as they were', async () => {
      const { signals } = await server.call('machines.live', { params: { code: own.machine } });
      expect(signals.find(({ signal }) => signal === 'note')?.value).toBe(`s ${words.at(-1)}`);
      expect(await server.call('users.list', {})).toHaveLength(1);
    });

    it('in a topic are refused, and shown as text', async () => {
      const refused = await server.call('refused.list', { query: { limit: 10 } });
      expect(refused.map(({ reason }) => reason)).toEqual(Array(3).fill('bad_identifier'));
    });

    it('as names of people and of the plant are kept as they are', async () => {
      for (const word of words) {
        await server.call('lines.put', { params: { code: own.line }, body: { workshop: own.workshop, name: word } });
        const { name } = await server.call('lines.get', { params: { code: own.line } });
        expect(name).toBe(word);
        const found = await server.call('audit.list', {
          query: { text: JSON.stringify(word).slice(1, -1), limit: 1000 },
        });
        expect(found.length, word).toBeGreaterThan(0);
        expect(await server.call('audit.list', { query: { actor: word, limit: 10 } })).toEqual([]);
      }
    });
  });
}
