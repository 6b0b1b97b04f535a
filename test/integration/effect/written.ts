// Owns writing projects and daily facts beside a server: a plant of two enterprises, one of which retrofitted a line.
import { join } from 'node:path';
import { startOfDayNumber } from '@takt/model/calendar';
import { addDays, type EffectPlan } from '@takt/model/effect';
import { emptyFacts, type FactRow } from '@takt/model/facts';
import type { Kysely } from 'kysely';
import { planColumns } from '../../../server/src/effect/plan-row.ts';
import type { Schema } from '../../../server/src/platform/database/index.ts';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { normal, randomFrom } from '../../unit/model/effect/random.ts';

export const district = '500110';
const timeZone = 'Asia/Shanghai';
const hourMs = 3_600_000;

export const today = new Date(Date.now() + 8 * hourMs).toISOString().slice(0, 10);
export const ago = (days: number) => addDays(today, -days);

/** Implementation from 65 to 50 days ago, live 50 days ago, 60 days of peace before. */
export const plan: EffectPlan = {
  baseline: { from: ago(125), to: ago(66) },
  exclusion: { from: ago(65), to: ago(50) },
  afterTo: null,
  minimumCoverage: 0.8,
  indicators: [
    { indicator: 'oee', expected: 0.08 },
    { indicator: 'output_per_hour', expected: null },
  ],
  controlLines: [],
  productMix: true,
};

export const plant = {
  enterprises: { heron: { name: 'Heron Works' }, magpie: { name: 'Magpie Works' } },
  sites: Object.fromEntries(
    ['heron', 'magpie'].map((enterprise) => [
      `${enterprise}-site`,
      { enterprise, name: `${enterprise} site`, district, sector: 'C36', timeZone },
    ]),
  ),
  workshops: {
    'heron-shop': { site: 'heron-site', name: 'shop' },
    'magpie-shop': { site: 'magpie-site', name: 'shop' },
  },
  lines: {
    axle: { workshop: 'heron-shop', name: 'Axles' },
    gear: { workshop: 'heron-shop', name: 'Gears' },
    hub: { workshop: 'magpie-shop', name: 'Hubs' },
  },
  machines: {
    'axle-1': { line: 'axle', name: 'Lathe', idealCycleSeconds: 30, outlet: false },
    'axle-2': { line: 'axle', name: 'Mill', idealCycleSeconds: 30 },
    'gear-1': { line: 'gear', name: 'Hobber', idealCycleSeconds: 30 },
    'hub-1': { line: 'hub', name: 'Press', idealCycleSeconds: 30 },
  },
};

/** Of the 130, in the baseline: nothing was heard. */
const silentDays = [40, 41];

/** 130 days of each machine up to yesterday; the axles run at 80 % of the time since their retrofit, 70 % before. */
export async function writeFacts(directory: string): Promise<void> {
  const store = await openDuckDbStore({ directory: join(directory, 'telemetry') });
  const random = randomFrom(5);
  for (const machine of Object.keys(plant.machines)) {
    const outlet = machine !== 'axle-1';
    const rows = Array.from({ length: 130 }, (_, index): FactRow => {
      const day = ago(130 - index);
      const better = machine.startsWith('axle') && day > plan.exclusion.to;
      const start = startOfDayNumber(Math.round(Date.parse(day) / 86_400_000), timeZone);
      return { machine, start, product: 'shaft', ...dayOf((better ? 0.8 : 0.7) + 0.02 * normal(random), outlet) };
    });
    const [from = 0, last = 0] = [rows[0]?.start, rows.at(-1)?.start];
    const told = rows.filter((_, index) => !silentDays.includes(index));
    await store.replaceFacts('day', [{ machine, from, to: last + 24 * hourMs, rows: told }]);
  }
  await store.close();
}

function dayOf(availability: number, outlet: boolean) {
  const busyMs = 16 * hourMs;
  const runMs = Math.round(busyMs * availability);
  const produced = Math.round((0.9 * runMs) / 30_000);
  const good = Math.round(0.97 * produced);
  return {
    ...emptyFacts(),
    unscheduledMs: 24 * hourMs - busyMs,
    producingMs: runMs,
    downMs: busyMs - runMs,
    produced,
    good,
    scrap: produced - good,
    output: outlet ? good : 0,
    idealMs: produced * 30_000,
    busyMs,
    runMs,
  };
}

const kept = {
  origin: 'declared' as const,
  recorded_at: 0,
  recorded_by: 'system',
  recorded_by_name: 'system',
  import: null,
  revision: 1,
};

/** Ids are those of the enterprise, after `re-` and `rw-`. */
export async function writeRegistry(db: Kysely<Schema>, enterprise: string, place = district): Promise<void> {
  const none = { name_key: enterprise, uscc: null, town: null, size_class: null, sector: null, chain: null };
  await db
    .insertInto('registry_enterprises')
    .values({
      id: `re-${enterprise}`,
      name: `${enterprise} works`,
      district: place,
      ...none,
      ...kept,
      chain_role: null,
      address: null,
      plant_enterprise: enterprise,
      state: 'active',
      merged_into: null,
      demonstration: 0,
      created_at: 0,
    })
    .execute();
  await db
    .insertInto('registry_workshops')
    .values({
      id: `rw-${enterprise}`,
      enterprise: `re-${enterprise}`,
      site: null,
      name: 'shop',
      district: place,
      product: null,
      plant_workshop: `${enterprise}-shop`,
      state: 'active',
      ...kept,
    })
    .execute();
}

export async function writeProject(
  db: Kysely<Schema>,
  id: string,
  { enterprise = 'heron', line = '', goLive = ago(50) as string | null, in: place = district } = {},
): Promise<void> {
  await db
    .insertInto('retrofit_projects')
    .values({
      id,
      code: `P-${id}`,
      name: `Project ${id}`,
      enterprise: `re-${enterprise}`,
      district: place,
      type: 'automation',
      stage: 'trial_run',
      stopped_in: null,
      stop_reason: null,
      description: null,
      planned_yuan: 1e6,
      paid_yuan: 0,
      funding: '[]',
      supplier: null,
      responsible: '[]',
      go_live: goLive,
      blocked_since: null,
      blocked_reason: null,
      route: null,
      approval: 'approved',
      submitted_at: null,
      approved_at: null,
      created_at: 0,
      created_by: 'system',
      updated_at: 0,
      revision: 1,
    })
    .execute();
  await db
    .insertInto('retrofit_scopes')
    .values({ project: id, workshop: `rw-${enterprise}`, line })
    .execute();
}

/** As it was registered in time. */
export async function writePlan(db: Kysely<Schema>, project: string, change: Partial<EffectPlan> = {}): Promise<void> {
  const columns = planColumns({ ...plan, ...change });
  await db
    .insertInto('effect_plans')
    .values({
      project,
      ...columns,
      registered_at: 1,
      registered_by: 'Wang',
      locked_at: null,
      machines: '[]',
      revision: 1,
    })
    .execute();
}
