// Benchmark: the KPI query over 50 machines and 30 days, and how soon a late reading shows in a shift that was folded long ago.
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyFacts, type FactRow, fold, minuteMs } from '@takt/model/facts';
import { jsonTopic } from '@takt/model/topics';
import { rollUp } from '../../server/src/pipeline/rollup/index.ts';
import { openPlant } from '../../server/src/plant/index.ts';
import { createAudit } from '../../server/src/platform/audit/index.ts';
import type { RunningServer } from '../harness/server.ts';
import { openWire } from './ingest/wire.ts';
import { embeddedProfile, type Profile, productionProfile } from './profile.ts';
import type { Benchmark, BenchResult } from './result.ts';
import { percentile, repeat } from './timing.ts';

const machines = Array.from({ length: 50 }, (_, index) => `m${index}`);
const timeZone = 'Asia/Shanghai';
const dayMs = 86_400_000;
const days = 30;
const end = Math.floor(Date.now() / dayMs) * dayMs - 8 * 3_600_000;
const start = end - days * dayMs;
const rounds = 100;
/** By machine and day: 1,500 rows. */
export const kpiPath = `/api/v1/kpis?scope=workshop:w&by=machine&bucket=day&from=${iso(start)}&to=${iso(end)}`;
const lateRounds = 10;

export const run: Benchmark = async () => measure(await embeddedProfile());
export const runOnProductionParts: Benchmark = async () => measure(await productionProfile());

async function measure(profile: Profile): Promise<BenchResult[]> {
  const straight = await prepare(profile);
  const server = await profile.startServer();
  const times = await repeat(rounds, () => server.get(kpiPath));
  const late = await measureLate(server, profile.brokerPort(server));
  await server.stop();
  await profile.remove();
  return [
    {
      name: 'KPIs of 50 machines, 30 days by day, 95 % within',
      value: percentile(times, 0.95),
      unit: 'ms',
      goal: '≤ 150 ms',
      note: `${rounds} times over HTTP, 1,500 rows each`,
      baseline: { name: 'the same sums straight from the store', value: percentile(straight, 0.95) },
    },
    {
      name: 'late reading → the shift of the machine in the API, slowest',
      value: Math.max(...late.shown),
      unit: 'ms',
      goal: '≤ 2,000 ms',
      note: `${lateRounds} times; the state and pieces of a 12 h shift every 10 s`,
      baseline: { name: 'the same shift folded in memory', value: late.foldedMs },
    },
  ];
}

/** A plant and its facts, written straight into database and store; answers how long the bare sums take. */
export async function prepare(profile: Pick<Profile, 'openDatabase' | 'openStore'>): Promise<number[]> {
  const database = await profile.openDatabase();
  const plant = await openPlant({ db: database.db, audit: createAudit(Date.now) });
  const applied = await plant.applyYaml(
    JSON.stringify({
      enterprises: { e: { name: 'E' } },
      sites: { s: { enterprise: 'e', name: 'S', district: 'd', sector: 'C36', timeZone } },
      workshops: { w: { site: 's', name: 'W' }, late: { site: 's', name: 'Late' } },
      lines: { l: { workshop: 'w', name: 'L' }, 'l-late': { workshop: 'late', name: 'L' } },
      machines: Object.fromEntries([
        ...machines.map((code) => [code, { line: 'l', name: code, idealCycleSeconds: 30 }]),
        ['late', { line: 'l-late', name: 'late', idealCycleSeconds: 30 }],
      ]),
    }),
  );
  if (!applied.ok) throw new Error(applied.refusal.detail);
  await database.close();
  const store = await profile.openStore();
  for (const machine of machines) {
    await store.replaceFacts('minute', [{ machine, from: start, to: end, rows: minutesOf(machine) }]);
    await rollUp(store, [{ machine, timeZone, from: start, to: end }]);
  }
  const edges = Array.from({ length: days + 1 }, (_, day) => start + day * dayMs);
  const query = { machines, grain: 'day' as const, from: start, to: end, edges };
  const straight = await repeat(rounds, () => store.sumFacts(query));
  await store.close();
  return straight;
}

function minutesOf(machine: string): FactRow[] {
  return Array.from({ length: (end - start) / minuteMs }, (_, minute) => {
    const producing = minute % 7 === 0 ? 40_000 : 60_000;
    return {
      ...emptyFacts(),
      machine,
      start: start + minute * minuteMs,
      product: minute % 1440 < 720 ? 'a' : 'b',
      producingMs: producing,
      downMs: minuteMs - producing,
      busyMs: minuteMs,
      runMs: producing,
      produced: 2,
      good: minute % 50 === 0 ? 1 : 2,
      idealMs: 60_000,
      energyWh: 120,
    };
  });
}

/** Twelve hours are told and folded; then a state and a piece from their first hour arrive late, and the API is asked until it knows. */
async function measureLate(server: RunningServer, brokerPort: number): Promise<{ shown: number[]; foldedMs: number }> {
  const wire = await openWire(brokerPort, 'late');
  const now = Math.floor(Date.now() / 10_000) * 10_000;
  const from = now - 12 * 3_600_000;
  const bodies = Array.from({ length: 4320 }, (_, index) => ({
    at: from + index * 10_000,
    state: 'producing',
    good: index,
  }));
  const send = (body: object) => {
    wire.publish(jsonTopic('s', 'late'), Buffer.from(JSON.stringify(body)), 1);
    wire.flush();
  };
  for (let index = 0; index < bodies.length; index += 500) send(bodies.slice(index, index + 500));
  const path = `/api/v1/kpis?scope=machine:late&from=${iso(from)}&to=${iso(now)}`;
  const told = async () => {
    const { rows } = await server.get<{ rows: { facts: { minorStopMs: number; produced: number } }[] }>(path);
    return rows[0]?.facts ?? { minorStopMs: 0, produced: 0 };
  };
  while ((await told()).produced < bodies.length - 1) await sleep(50);
  await sleep(3000);
  const shown: number[] = [];
  for (let round = 1; round <= lateRounds; round++) {
    const at = from + round * 400_000 + 1;
    const before = (await told()).minorStopMs;
    const began = performance.now();
    // It ends with the next reading, so it is a minor stop of ten seconds.
    send([{ at, state: 'down' }]);
    while ((await told()).minorStopMs === before) await sleep(20);
    shown.push(performance.now() - began);
    await sleep(211 * round);
  }
  wire.end();
  return { shown, foldedMs: foldInMemory(bodies, from, now) };
}

function foldInMemory(
  bodies: readonly { at: number; state: string; good: number }[],
  from: number,
  to: number,
): number {
  const readings = bodies.flatMap(({ at, state, good }) => [
    { signal: 'state', at, value: state },
    { signal: 'good', at, value: good },
  ]);
  const began = performance.now();
  fold({
    machine: 'late',
    idealCycleMs: 30_000,
    outlet: true,
    from: Math.floor(from / minuteMs) * minuteMs,
    to: Math.floor(to / minuteMs) * minuteMs,
    knownUntil: to,
    readings,
    silences: [],
    segments: [{ from: from - dayMs, to: to + dayMs, kind: 'scheduled' }],
    definitions: [],
  });
  return performance.now() - began;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
