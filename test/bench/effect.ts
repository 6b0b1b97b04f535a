// Benchmark: the effect of one project with its reads, and the statistics alone of as many projects as a city has.
import { assess, type MeasuredDay, measuredIndicators } from '@takt/model/effect';
import { emptyFacts, type FactRow, hourMs } from '@takt/model/facts';
import { createRegions } from '@takt/model/regions';
import { measure } from '../../server/src/effect/measure.ts';
import { measuredDays } from '../../server/src/pipeline/kpi/index.ts';
import type { MachineView } from '../../server/src/pipeline/plant-view.ts';
import { openDuckDbStore } from '../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import type { TelemetryStore } from '../../server/src/platform/telemetry-store/port.ts';
import { createTempDirectory } from '../harness/temp.ts';
import { question } from '../unit/model/effect/days.ts';
import { normal, randomFrom } from '../unit/model/effect/random.ts';
import type { Benchmark, BenchResult } from './result.ts';
import { percentile, repeat } from './timing.ts';

const dayMs = 86_400_000;
const days = 400;
const machines = 8;
const rounds = 30;
const projects = 20_000;
const start = Math.floor(Date.now() / dayMs) * dayMs - days * dayMs;
const dateAt = (day: number) => new Date(start + day * dayMs).toISOString().slice(0, 10);
const codes = Array.from({ length: machines * 2 }, (_, index) => `m${index}`);

const baseline = { from: dateAt(0), to: dateAt(199) };
const exclusion = { from: dateAt(200), to: dateAt(214) };
const plan = {
  baseline,
  exclusion,
  afterTo: null,
  minimumCoverage: 0.8,
  indicators: measuredIndicators.map((indicator) => ({ indicator, expected: null })),
  controlLines: ['control'],
  productMix: true,
  registeredAt: 0,
  registeredBy: '',
  lockedAt: 0,
  revision: 1,
  machines: codes.slice(0, machines),
};

export const run: Benchmark = async () => {
  const directory = await createTempDirectory('bench-effect');
  const store = await openDuckDbStore({ directory: directory.path });
  await fill(store);
  const results = [await oneProject(store), statisticsAlone()];
  await store.close();
  await directory.remove();
  return results;
};

async function oneProject(store: TelemetryStore): Promise<BenchResult> {
  const own = codes.slice(0, machines).map((code) => view(code, 'own'));
  const control = codes.slice(machines).map((code) => view(code, 'control'));
  const plant = { within: () => control, name: () => undefined, placeOf: () => undefined };
  const parts = { store, plant, regions, clock: Date.now, db: undefined as never, audit: undefined as never };
  const record = {
    id: '',
    code: '',
    name: '',
    enterprise: '',
    district: '',
    go_live: dateAt(214),
    plant_enterprise: 'e',
  };
  const subject = { workshops: ['w'], machines: own, obstacle: null };
  const told = await measure(parts, record, plan, subject);
  if (told.measured.some(({ effect }) => effect === null)) throw new Error('an effect is missing');
  const ranges = [baseline, { from: exclusion.from, to: dateAt(days - 1) }];
  const used = process.cpuUsage();
  const times = await repeat(rounds, () => measure(parts, record, plan, subject));
  const { user, system } = process.cpuUsage(used);
  const processorMs = Math.round((user + system) / 1000 / (rounds + 1));
  const bare = await repeat(rounds, async () => {
    await measuredDays(store, own, ranges);
    await measuredDays(store, control, ranges);
  });
  return {
    name: `effect of one project, ${days} days, 95 % within`,
    value: percentile(times, 0.95),
    unit: 'ms',
    goal: '≤ 500 ms',
    note: `${rounds} times; ${machines} machines and as many on control lines, 2 products, 7 indicators, reads included; ${processorMs} ms of processor`,
    baseline: { name: 'the daily facts alone', value: percentile(bare, 0.95) },
  };
}

function statisticsAlone(): BenchResult {
  const random = randomFrom(1);
  const asked = question(() => ({ availability: 0.7 + 0.03 * normal(random) }));
  const [began, used] = [performance.now(), process.cpuUsage()];
  for (let project = 0; project < projects; project++) assess(asked);
  const taken = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  const beganSums = performance.now();
  let sum = 0;
  for (let project = 0; project < projects; project++) sum += bareRatio(asked.days);
  const sums = performance.now() - beganSums;
  if (!Number.isFinite(sum)) throw new Error('the sums are wrong');
  return {
    name: `statistics of ${projects.toLocaleString('en')} projects, one indicator each`,
    value: taken / 1000,
    unit: 's',
    goal: '≤ 300 s',
    note: `OEE of 60 days before and 45 after, ${Math.round((user + system) / 1e6)} s of processor; all criteria of a city are due in 5 minutes`,
    baseline: { name: 'bare sums of the same days', value: sums / 1000 },
  };
}

function bareRatio(all: readonly MeasuredDay[]): number {
  let [above, below] = [0, 0];
  for (const { facts } of all) {
    above += facts.idealMs;
    below += facts.busyMs;
  }
  return above / below;
}

async function fill(store: TelemetryStore): Promise<void> {
  const random = randomFrom(2);
  for (const machine of codes) {
    const rows = Array.from({ length: days * 2 }, (_, index): FactRow => {
      const busyMs = 8 * hourMs;
      const runMs = Math.round(busyMs * (0.7 + 0.03 * normal(random)));
      const produced = Math.round(runMs / 33_000);
      return {
        ...emptyFacts(),
        machine,
        start: start + Math.floor(index / 2) * dayMs,
        product: index % 2 === 0 ? 'shaft' : 'gear',
        unscheduledMs: 4 * hourMs,
        producingMs: runMs,
        downMs: busyMs - runMs,
        busyMs,
        runMs,
        produced,
        good: produced - 3,
        scrap: 3,
        inspected: produced,
        firstPass: produced - 5,
        output: produced - 3,
        idealMs: produced * 30_000,
        energyWh: produced * 400,
      };
    });
    await store.replaceFacts('day', [{ machine, from: start, to: start + days * dayMs, rows }]);
  }
}

function view(code: string, line: string): MachineView {
  return {
    code,
    name: code,
    source: `s/${code}`,
    line,
    workshop: 'w',
    site: 's',
    enterprise: 'e',
    district: 'd',
    city: undefined,
    timeZone: 'UTC',
    idealCycleSeconds: 30,
    outlet: true,
    signalMap: undefined,
    calendar: undefined,
    definitions: [],
  };
}

const regions = createRegions({
  city: { code: 'c', name: { 'zh-CN': 'c', en: 'c' }, timeZone: 'UTC' },
  areas: [],
  districts: [],
} as never);
