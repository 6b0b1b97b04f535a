// Benchmark: the cockpit of a city of 10,000 enterprises, 30,000 workshops and 20,000 projects, and its plans, asked for minutes on end.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../../../server/src/platform/database/index.ts';
import type { RunningServer } from '../../harness/server.ts';
import { fillCity, type MadeCity, wholeCity, writeFacts } from '../city/index.ts';
import { embeddedProfile } from '../profile.ts';
import type { Benchmark, BenchResult } from '../result.ts';
import { percentile, timed } from '../timing.ts';

const rounds = 400;
/** With it figures are counted anew several times in between, as on a day in an office. */
const pauseMs = 150;
const days = 3 * 365;

export const run: Benchmark = async () => {
  const profile = await embeddedProfile();
  const database = await profile.openDatabase();
  const now = Date.now();
  const city = await fillCity(database.db, wholeCity, 1, now);
  const counts = await repeatBare(database.db);
  await database.close();
  const store = await profile.openStore();
  const began = performance.now();
  const rows = await writeFacts(store, city.machines, days, now);
  const writing = (performance.now() - began) / 1000;
  await store.close();
  const server = await profile.startServer();
  const first = await timed(() => server.get(`/api/v1/cockpit?region=${city.cityCode}`));
  const results = await measure(server, city, percentile(counts, 0.95));
  await server.stop();
  await profile.remove();
  return [
    ...results,
    {
      name: 'cockpit of the city, first answer after a start',
      value: first,
      unit: 'ms',
      note: 'nothing is known yet: everything is counted and the year’s end simulated',
    },
    {
      name: 'three years of daily facts of every tenth workshop, written',
      value: writing,
      unit: 's',
      note: `${rows.toLocaleString('en')} rows`,
    },
  ];
};

async function measure(server: RunningServer, { districts, cityCode }: MadeCity, bare: number): Promise<BenchResult[]> {
  const year = new Date().getUTCFullYear();
  const asked = [
    ['cockpit of the city, 95 % within', '≤ 300 ms', () => `/api/v1/cockpit?region=${cityCode}`],
    [
      'cockpit of a district, each in its turn, 95 % within',
      '≤ 300 ms',
      (round: number) => `/api/v1/cockpit?region=${districts[round % districts.length]}`,
    ],
    ['plans of 41 districts, 95 % within', '≤ 150 ms', () => `/api/v1/targets?year=${year}`],
    ['months of the city, 95 % within', '≤ 150 ms', () => `/api/v1/targets/months?year=${year}&region=${cityCode}`],
  ] as const;
  const taken = asked.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, , path]] of asked.entries()) taken[index]?.push(await timed(() => server.get(path(round))));
    await sleep(pauseMs);
  }
  return asked.map(([name, goal], index) => ({
    name,
    value: percentile(taken[index] ?? [], 0.95),
    unit: 'ms',
    goal,
    note: `${rounds} times over HTTP within minutes, what is counted anew meanwhile included`,
    baseline: { name: 'the bare counts by district', value: bare },
  }));
}

/** What anybody would have to count at least. */
async function repeatBare(db: Kysely<Schema>): Promise<number[]> {
  const tables = ['registry_enterprises', 'registry_workshops', 'retrofit_projects', 'certificates'] as const;
  const taken: number[] = [];
  for (let round = 0; round < 30; round++)
    taken.push(
      await timed(async () => {
        for (const table of tables)
          await sql`select district, count(*) from ${sql.table(table)} group by district`.execute(db);
      }),
    );
  return taken;
}
