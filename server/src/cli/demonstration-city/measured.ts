// Owns the few dozen enterprises of the demonstration city whose machines are known to the plant, with simulated facts of their days.
import { emptyFacts, type FactRow } from '@takt/model/facts';
import { addDays, daysBetween, momentOf } from './dates.ts';
import { type CityEnterprise, provenance } from './enterprises.ts';
import type { CityProject } from './projects.ts';
import type { Random } from './random.ts';
import type { CityRows } from './rows.ts';

export interface MeasuredDays {
  machine: string;
  from: number;
  to: number;
  rows: FactRow[];
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const machinesPerLine = 2;
const baselineDays = 60;
const implementationDays = 20;
const scheduledHours = 20;
const idealCycleMs = 60_000;

/** What the retrofit did: most did something, some nothing, one in twenty harm. Shares of one. */
interface Course {
  effectiveness: number;
  qualityRatio: number;
  energy: number;
}
const courses: readonly (readonly [Course, number])[] = [
  [{ effectiveness: 0.09, qualityRatio: 0.012, energy: -0.07 }, 45],
  [{ effectiveness: 0.05, qualityRatio: 0.006, energy: -0.04 }, 30],
  [{ effectiveness: 0, qualityRatio: 0, energy: 0 }, 20],
  [{ effectiveness: -0.05, qualityRatio: -0.008, energy: 0.03 }, 5],
];

/** Connects the enterprise of a project with machines, registers what is to be measured, and simulates their days up to yesterday. */
export function measure(
  rows: CityRows,
  random: Random,
  project: CityProject,
  { today, consents, timeZone }: { today: string; consents: boolean; timeZone: string },
): MeasuredDays[] {
  const { enterprise, goLive } = project;
  const scope = rows.retrofit_scopes.find((one) => one.project === project.id);
  if (goLive === null || !scope) return [];
  const code = `demo-${enterprise.id}`;
  const workshop = rows.registry_workshops.find((one) => one.id === scope.workshop);
  const machines = connect(rows, enterprise, {
    code,
    workshop: scope.workshop,
    name: workshop?.name ?? code,
    timeZone,
  });
  if (consents)
    for (const bureau of [`district:${enterprise.district}`, 'city:500000']) consent(rows, code, bureau, today);
  const baselineTo = addDays(goLive, -implementationDays);
  const exclusionTo = addDays(goLive, 10);
  rows.effect_plans.push({
    project: project.id,
    baseline_from: addDays(baselineTo, 1 - baselineDays),
    baseline_to: baselineTo,
    exclusion_from: addDays(baselineTo, 1),
    exclusion_to: exclusionTo,
    after_to: null,
    minimum_coverage: 0.8,
    indicators: JSON.stringify(
      ['oee', 'effectiveness', 'quality_ratio', 'energy_per_good'].map((indicator) => ({ indicator, expected: null })),
    ),
    control_lines: '[]',
    adjustments: JSON.stringify({ productMix: true, plannedTime: true }),
    registered_at: momentOf(addDays(baselineTo, -3)),
    registered_by: 'system',
    locked_at: momentOf(goLive, 0),
    machines: JSON.stringify(machines),
    revision: 1,
  });
  const begun = addDays(baselineTo, 1 - baselineDays);
  const course = random.weighted(courses);
  return machines.map((machine) => simulate(random, { machine, begun, goLive, today, course }));
}

function connect(
  rows: CityRows,
  enterprise: CityEnterprise,
  { code, workshop, name, timeZone }: { code: string; workshop: string; name: string; timeZone: string },
): string[] {
  rows.enterprises.push({ code, name: enterprise.name });
  rows.sites.push({
    code: `${code}-site`,
    enterprise: code,
    name: '主厂区',
    district: enterprise.district,
    sector: enterprise.trade.sector,
    time_zone: timeZone,
  });
  rows.workshops.push({ code: `${code}-w`, site: `${code}-site`, name, calendar: null, target: null });
  rows.lines.push({ code: `${code}-l`, workshop: `${code}-w`, name: '一线' });
  const record = rows.registry_enterprises.find((one) => one.id === enterprise.id);
  if (record) record.plant_enterprise = code;
  const shop = rows.registry_workshops.find((one) => one.id === workshop);
  if (shop) shop.plant_workshop = `${code}-w`;
  return Array.from({ length: machinesPerLine }, (_, index) => {
    const machine = `${code}-m${index + 1}`;
    rows.machines.push({
      code: machine,
      line: `${code}-l`,
      name: `${enterprise.trade.equipment[index]?.[0] ?? '设备'} ${index + 1}`,
      ideal_cycle_seconds: idealCycleMs / 1000,
      outlet: Number(index === machinesPerLine - 1),
      signal_map: null,
    });
    return machine;
  });
}

function consent(rows: CityRows, enterprise: string, bureau: string, today: string): void {
  const given = addDays(today, -200);
  rows.consents.push({
    id: `consent-${enterprise}-${bureau.replace(':', '-')}`,
    enterprise,
    bureau,
    groups: JSON.stringify(['aggregates', 'workshop_kpis']),
    purpose: '智能化改造成效核验',
    from_at: momentOf(given),
    until_at: momentOf(addDays(today, 365)),
    granted_at: momentOf(given),
    granted_by: provenance(today).recorded_by_name,
    withdrawn_at: null,
    withdrawn_by: null,
  });
}

/** Good days follow good days: what a day is like is of the day before by half. */
function simulate(
  random: Random,
  {
    machine,
    begun,
    goLive,
    today,
    course,
  }: { machine: string; begun: string; goLive: string; today: string; course: Course },
): MeasuredDays {
  const rows: FactRow[] = [];
  const days = daysBetween(begun, today);
  const toGoLive = daysBetween(begun, goLive);
  const base = 0.7 + 0.06 * random.normal();
  const scrap = Math.min(0.06, Math.max(0.008, 0.025 + 0.006 * random.normal()));
  let mood = 0;
  for (let day = 0; day < days; day++) {
    mood = 0.5 * mood + random.normal();
    if (random.chance(0.02)) continue;
    const after = day >= toGoLive;
    const effectiveness = Math.min(0.97, Math.max(0.2, base + 0.025 * mood + (after ? course.effectiveness : 0)));
    const share = Math.max(0.001, scrap - (after ? course.qualityRatio : 0) + 0.003 * random.normal());
    const energy = 1 + (after ? course.energy : 0);
    const start = momentOf(addDays(begun, day), 0);
    rows.push(
      dayOf(random, { machine, start, effectiveness, scrap: share, energy, product: random.chance(0.6) ? 'A' : 'B' }),
    );
  }
  return { machine, from: momentOf(begun, 0), to: momentOf(today, 0), rows };
}

function dayOf(
  random: Random,
  day: { machine: string; start: number; effectiveness: number; scrap: number; energy: number; product: string },
): FactRow {
  const scheduled = scheduledHours * hourMs;
  const unknownMs = random.chance(0.05) ? Math.round(scheduled * 0.3 * random.next()) : 60_000 * random.int(0, 12);
  const busyMs = scheduled - unknownMs;
  const producingMs = Math.round(busyMs * Math.min(0.98, 0.86 + 0.03 * random.normal()));
  const stopped = busyMs - producingMs;
  const produced = Math.floor((producingMs * day.effectiveness) / idealCycleMs);
  const scrap = Math.round(produced * day.scrap);
  const rework = Math.round(produced * 0.012);
  const good = produced - scrap;
  return {
    ...emptyFacts(),
    machine: day.machine,
    start: day.start,
    product: day.product,
    unscheduledMs: dayMs - scheduled,
    unknownMs,
    producingMs,
    downMs: Math.round(stopped * 0.45),
    minorStopMs: Math.round(stopped * 0.25),
    setupMs: stopped - Math.round(stopped * 0.45) - Math.round(stopped * 0.25),
    produced,
    good,
    scrap,
    rework,
    inspected: produced,
    firstPass: good - rework,
    output: good,
    idealMs: produced * idealCycleMs,
    failures: 1 + random.int(0, 3),
    repairMs: Math.round(stopped * 0.45),
    busyMs,
    runMs: producingMs,
    energyWh: Math.round((producingMs / hourMs) * 9000 * day.energy * (1 + 0.04 * random.normal())),
  };
}
