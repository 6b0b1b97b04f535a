// An embedded installation moved to PostgreSQL and InfluxDB, and the registry there saved and restored.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type InfluxDb, startInfluxDb } from '../../harness/influxdb.ts';
import { type PostgresServer, postgresPassword, startPostgres } from '../../harness/postgres.ts';
import { describeWith } from '../../harness/requirements.ts';
import { startServer } from '../../harness/server.ts';
import { takt } from '../../harness/takt.ts';
import type { TempDirectory } from '../../harness/temp.ts';
import { answersOf, filled, temporary } from './plant.ts';

describeWith({ postgres: true, influxdb: true }, 'takt with PostgreSQL and InfluxDB', () => {
  let place: TempDirectory;
  let data: string;
  let answers: Awaited<ReturnType<typeof answersOf>>;
  let postgres: PostgresServer;
  let influx: InfluxDb;

  beforeAll(async () => {
    [postgres, influx] = await Promise.all([startPostgres(), startInfluxDb()]);
    ({ place, data, answers } = await filled('cli-production'));
  });
  afterAll(async () => {
    await influx.stop();
    await postgres.remove();
    await place.remove();
  });

  const settings = async (influxDatabase: string) => ({
    TAKT_DATA_DIR: join(await temporary('production'), 'data'),
    TAKT_DATABASE_URL: await postgres.createDatabase(),
    TAKT_INFLUX_URL: influx.url,
    TAKT_INFLUX_DATABASE: influxDatabase,
  });
  const answersWith = async ({ TAKT_DATA_DIR: directory, ...env }: Awaited<ReturnType<typeof settings>>) => {
    const server = await startServer({ directory, env });
    try {
      return await answersOf(server);
    } finally {
      await server.stop();
    }
  };

  it('what was moved answers as before, and its registry can be saved and restored', async () => {
    const env = await settings('moved');
    const moved = await takt(['move', '--from', data], env);
    expect(moved).toMatchObject({ code: 0, out: expect.stringMatching(/moved and verified: 2 machines.*3 sources/) });
    expect(await answersWith(env)).toEqual(answers);

    const archive = join(place.path, 'registry.tar');
    const saved = await takt(['backup', archive], env);
    expect(saved).toMatchObject({ code: 0, out: expect.stringContaining('2 machines, no telemetry') });
    expect(saved.err).toContain('InfluxDB');
    const fresh = { ...env, ...(await settings('moved')) };
    expect(await takt(['restore', archive], fresh)).toMatchObject({ code: 0 });
    expect(await answersWith(fresh)).toEqual(answers);
    const again = await takt(['restore', archive, '--force'], fresh);
    expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/not empty.*TAKT_DATABASE_URL/) });
    for (const { out, err } of [moved, saved, again]) expect(out + err).not.toContain(postgresPassword);
  });

  it('an archive with telemetry is not restored where the telemetry belongs to InfluxDB', async () => {
    const env = await settings('refused');
    const archive = join(place.path, 'whole.tar');
    expect(await takt(['backup', archive], { TAKT_DATA_DIR: data })).toMatchObject({ code: 0 });
    expect(await takt(['restore', archive], env)).toMatchObject({ code: 1, err: expect.stringContaining('takt move') });
    expect(await readdir(env.TAKT_DATA_DIR)).toEqual(['server.lock']);
  });
});
