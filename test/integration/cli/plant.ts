// Owns an installation for the tests of the command line: real data, made by a really started server and real devices.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { takt } from '../../harness/takt.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { base, expectFacts, minuteMs, plantOf, send } from '../ingest/setup.ts';

export const machines = ['press', 'lathe'] as const;
/** Machines whose facts the tests compare, over a range that is over. */
export const range = { from: base, to: base + 30 * minuteMs };
/** A device nobody has registered; its telemetry is kept too. */
export const stranger = 'stranger';

/** A directory that is gone when the test is over. */
export async function temporary(purpose: string): Promise<string> {
  const directory = await createTempDirectory(purpose);
  onTestFinished(directory.remove);
  return directory.path;
}

/** The plant as a file for `takt seed`. */
export async function plantFile(directory: string, change: (text: string) => string = (text) => text): Promise<string> {
  const file = join(directory, 'plant.yaml');
  await writeFile(file, change(stringify(plantOf(machines))));
  return file;
}

/** Half an hour of two machines with numbers, texts and a value that is none, an unregistered one, and a time that cannot be. */
export async function fill(server: RunningServer): Promise<void> {
  const client = await connectAsync(server.mqttUrl, { reconnectPeriod: 0, protocolVersion: 4 });
  for (let minute = 0; minute <= 30; minute++) {
    const at = base + minute * minuteMs;
    await send(client, 'press', {
      at,
      state: minute % 10 === 9 ? 'down' : 'producing',
      good: 7 * minute,
      product: '半轴 A',
    });
    await send(client, 'lathe', {
      at,
      state: 'producing',
      good: minute,
      scrap: minute,
      energy_kwh: minute / 3,
      speed: null,
    });
    await send(client, stranger, { at, temperature: 20 + minute / 7, note: `n${minute}` });
  }
  await send(client, 'press', { at: Date.now() + 3_600_000, good: 1 });
  await client.endAsync();
  await expectFacts(server, 'press', [range.from, range.to], { good: 210 });
  await expectFacts(server, 'lathe', [range.from, range.to], { good: 30, scrap: 30 });
}

export interface Filled {
  place: TempDirectory;
  /** Data directory of a stopped server. */
  data: string;
  answers: unknown;
  /** What `takt seed` said. */
  seeded: Awaited<ReturnType<typeof takt>>;
}

/** An installation seeded, filled by a server, asked, and stopped. */
export async function filled(purpose: string): Promise<Filled> {
  const place = await createTempDirectory(purpose);
  const data = join(place.path, 'data');
  const seeded = await takt(['seed', await plantFile(place.path)], { TAKT_DATA_DIR: data });
  const server = await startServer({ directory: data });
  try {
    await fill(server);
    return { place, data, seeded, answers: await answersOf(server) };
  } finally {
    await server.stop();
  }
}

/** What an installation answers about its past; the same before and after it was saved, or moved. */
export async function answersOf(server: RunningServer): Promise<unknown> {
  const kpis = (bucket?: 'minute' | 'hour' | 'day') =>
    server.call('kpis.query', {
      query: { scope: 'workshop:w', ...range, by: 'machine', ...(bucket ? { bucket } : {}) } as never,
    });
  const history = (code: string, signal: string) =>
    server.call('machines.history', { params: { code }, query: { signal, ...range, points: 100 } });
  return {
    plant: await server.call('plant.get', {}),
    pending: (await server.call('pending.list', {})).map(({ site, machine, messages, signals }) => [
      site,
      machine,
      messages,
      signals,
    ]),
    quarantine: (await server.call('quarantine.list', { query: { limit: 100 } })).map(({ id: _, ...entry }) => entry),
    minutes: await kpis('minute'),
    hours: await kpis('hour'),
    whole: await kpis(),
    timeline: await server.call('timeline.query', { query: { scope: 'workshop:w', ...range } as never }),
    energy: await history('lathe', 'energy_kwh'),
  };
}

/** The audit log of an installation no server runs on. */
export async function auditIn(directory: string) {
  const { db, close } = await openDatabase({ path: join(directory, 'takt.db') });
  const entries = await db.selectFrom('audit_entries').selectAll().orderBy('id').execute();
  const head = await db.selectFrom('audit_head').selectAll().execute();
  await close();
  return { entries, head };
}

/** Starts a server on a directory, asks it, and stops it. */
export async function answersIn(directory: string): Promise<unknown> {
  const server = await startServer({ directory });
  try {
    return await answersOf(server);
  } finally {
    await server.stop();
  }
}
