// The doctor says of every part whether it is well, and where it is not, which and what to do.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { PartFinding } from '../../../server/src/cli/doctor/check.ts';
import { freePort } from '../../harness/free-port.ts';
import { startInfluxDb } from '../../harness/influxdb.ts';
import { startMosquitto } from '../../harness/mosquitto.ts';
import { startPostgres } from '../../harness/postgres.ts';
import { startRedis } from '../../harness/redis.ts';
import { describeWith } from '../../harness/requirements.ts';
import { startServer } from '../../harness/server.ts';
import { takt } from '../../harness/takt.ts';
import { plantFile, temporary } from './plant.ts';

async function examine(env: Readonly<Record<string, string>>) {
  const { code, out, err } = await takt(['doctor', '--json'], env);
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: PartFinding[] };
  const part = (name: string) => findings.find((finding) => finding.part === name);
  return { code, ok, part, parts: findings.map((finding) => finding.part), text: out + err };
}

it('an embedded installation is well while its server runs, and is said not to run when it does not', async () => {
  const directory = join(await temporary('doctor'), 'data');
  await takt(['seed', await plantFile(await temporary('plant'))], { TAKT_DATA_DIR: directory });
  const env = {
    TAKT_DATA_DIR: directory,
    TAKT_HTTP_PORT: String(await freePort()),
    TAKT_MQTT_PORT: String(await freePort()),
  };
  const server = await startServer({ directory });
  try {
    const well = await examine(env);
    expect(well).toMatchObject({ code: 0, ok: true });
    expect(well.part('database')).toMatchObject({ verdict: 'ok', version: expect.stringMatching(/^3\./) });
    expect(well.part('telemetry store')).toMatchObject({ verdict: 'ok', detail: expect.stringContaining('DuckDB') });
    expect(well.part('broker')).toMatchObject({ verdict: 'ok', detail: 'embedded', latencyMs: expect.any(Number) });
    expect(well.part('server')).toMatchObject({ verdict: 'ok', skewMs: expect.any(Number) });
    expect(well.part('credentials')).toMatchObject({
      verdict: 'ok',
      detail: 'no authority yet, secret key readable, none waits for the broker',
    });
    expect(well.part('data directory')?.detail).toMatch(/free$/);
    const table = await takt(['doctor'], env);
    expect(table.out).toMatch(/^ok +database +3\.\d+\.\d+ +[\d.]+ ms/m);
  } finally {
    await server.stop();
  }
  const stopped = await examine(env);
  expect(stopped).toMatchObject({ code: 0, ok: true });
  expect(stopped.part('server')).toMatchObject({ verdict: 'warn', hint: expect.stringContaining('npm run serve') });
  expect(stopped.part('telemetry store')).toMatchObject({ verdict: 'ok', detail: 'DuckDB, 0 sources' });

  await takt(['devices', 'authority'], env);
  await writeFile(join(directory, 'secret.key'), 'cut off');
  const damaged = await examine(env);
  expect(damaged.part('credentials')).toMatchObject({
    verdict: 'fail',
    detail: expect.stringMatching(/^authority until 20\d\d-\d\d-\d\d, .*secret\.key holds no key/),
  });
});

it('a port that another program has, and a database that is none, are failures', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const directory = await temporary('doctor');
  const seeded = { TAKT_DATA_DIR: directory };
  await writeFile(join(directory, 'takt.db'), 'a text that is long enough to have been a database'.repeat(100));
  const found = await examine({ ...seeded, TAKT_HTTP_PORT: String((other.address() as AddressInfo).port) });
  expect(found.code).toBe(1);
  expect(found.part('server')).toMatchObject({ verdict: 'fail', hint: expect.stringContaining('TAKT_HTTP_PORT') });
  expect(found.part('database')).toMatchObject({ verdict: 'fail', detail: expect.stringContaining('not a database') });
});

const production = { postgres: true, redis: true, influxdb: true, mosquitto: true };

describeWith(production, 'the doctor and the parts outside', () => {
  it('asks PostgreSQL, InfluxDB, Redis and the broker, and names the one that is down', async () => {
    const [postgres, redis, influx, broker] = await Promise.all([
      startPostgres(),
      startRedis(),
      startInfluxDb(),
      startMosquitto(),
    ]);
    try {
      const env = {
        TAKT_DATA_DIR: await temporary('doctor'),
        TAKT_HTTP_PORT: String(await freePort()),
        TAKT_DATABASE_URL: await postgres.createDatabase(),
        TAKT_REDIS_URL: redis.url,
        TAKT_SECRET_KEY: 'ab'.repeat(32),
        TAKT_INFLUX_URL: influx.url,
        TAKT_MQTT_URL: broker.url,
      };
      const bare = await examine(env);
      expect(bare).toMatchObject({ code: 0, ok: true });
      expect(bare.parts).toEqual([
        'data directory',
        'database',
        'telemetry store',
        'broker',
        'credentials',
        'Redis',
        'server',
      ]);
      expect(bare.part('database')).toMatchObject({ verdict: 'warn', hint: expect.stringContaining('takt migrate') });
      expect(bare.part('telemetry store')).toMatchObject({ verdict: 'warn', version: expect.stringMatching(/^1\./) });
      expect(bare.part('broker')).toMatchObject({ verdict: 'ok', version: expect.stringContaining('mosquitto') });
      expect(bare.part('Redis')).toMatchObject({ verdict: 'ok', version: expect.stringMatching(/^\d+\.\d+/) });
      expect((await takt(['migrate'], env)).out).toContain('0001-foundation applied');
      const until = Date.now() + 60_000;
      await postgres.psql(
        env.TAKT_DATABASE_URL,
        `insert into lease_members values ('ingest', 'a', ${until}), ('ingest', 'b', ${until}), ('ingest', 'gone', 1);
         insert into leases values ('ingest', 's1', 'a', ${until}), ('ingest', 's2', 'gone', 1)`,
      );
      expect((await examine(env)).part('database')).toMatchObject({
        verdict: 'ok',
        skewMs: expect.any(Number),
        detail: expect.stringContaining('ingest: 1 leased by 2'),
      });
      await redis.ask((client) => client.config('SET', 'maxmemory-policy', 'allkeys-lru'));
      expect((await examine(env)).part('Redis')).toMatchObject({
        verdict: 'fail',
        hint: expect.stringContaining('noeviction'),
      });

      await influx.kill();
      await broker.stop();
      postgres.pause();
      const down = await examine(env);
      expect(down).toMatchObject({ code: 1, ok: false });
      expect(down.part('telemetry store')).toMatchObject({
        verdict: 'fail',
        hint: expect.stringContaining('TAKT_INFLUX_URL'),
      });
      expect(down.part('broker')).toMatchObject({ verdict: 'fail', hint: expect.stringContaining('TAKT_MQTT_URL') });
      expect(down.part('database')).toMatchObject({
        verdict: 'fail',
        hint: expect.stringContaining('TAKT_DATABASE_URL'),
      });
      const password = URL.parse(env.TAKT_DATABASE_URL)?.password ?? '';
      expect(password.length).toBeGreaterThan(3);
      expect(bare.text + down.text).not.toContain(password);
    } finally {
      await postgres.remove();
      await redis.stop();
      await influx.stop();
      await broker.stop();
    }
  });
});

describeWith({ influxdb: true }, 'the doctor and an InfluxDB that knows its users', () => {
  it('says that it is not let in, and which keys to look at', async () => {
    const influx = await startInfluxDb({ authentication: true });
    try {
      const env = {
        TAKT_DATA_DIR: await temporary('doctor'),
        TAKT_HTTP_PORT: String(await freePort()),
        TAKT_MQTT_PORT: String(await freePort()),
        TAKT_INFLUX_URL: influx.url,
        TAKT_INFLUX_USER: 'takt',
        TAKT_INFLUX_PASSWORD: 'not-the-one',
      };
      const found = await examine(env);
      expect(found.code).toBe(1);
      expect(found.part('telemetry store')).toMatchObject({
        verdict: 'fail',
        hint: expect.stringContaining('TAKT_INFLUX_USER'),
      });
      expect(found.text).not.toContain('not-the-one');
    } finally {
      await influx.stop();
    }
  });
});
