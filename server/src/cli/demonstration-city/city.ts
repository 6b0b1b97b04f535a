// Owns the demonstration city as a whole: from a seed and a day, the same rows every time.
import type { District, Regions } from '@takt/model/regions';
import { addDays } from './dates.ts';
import { addEnterprise, type CityEnterprise, type CityWorkshop } from './enterprises.ts';
import { addHalfShaftPlant } from './half-shaft.ts';
import { type MeasuredDays, measure } from './measured.ts';
import { type DistrictPlan, planOf } from './plan.ts';
import { addProject, type CityProject } from './projects.ts';
import { createRandom, type Random } from './random.ts';
import { addApplication, addCertificate, emptySelfCheck } from './recognition.ts';
import { type CityRows, noRows } from './rows.ts';
import { addTargets } from './targets.ts';

const measuredEnterprises = 36;

export interface City {
  rows: CityRows;
  days: MeasuredDays[];
}

/** `today`: ISO date. */
export function createCity({ regions, seed, today }: { regions: Regions; seed: number; today: string }): City {
  const random = createRandom(seed);
  const rows = noRows();
  const halfShaft = addHalfShaftPlant(rows, today);
  const projects: CityProject[] = [];
  let index = 0;
  for (const [district, plan] of planOf(regions.districts)) {
    const enterprises = Array.from({ length: plan.enterprises }, () =>
      addEnterprise(rows, random, { district, index: ++index, today }),
    );
    projects.push(...addProjects(rows, random, enterprises, plan, today));
    recognise(rows, random, { district, enterprises, plan, today });
  }
  recogniseHalfShaft(rows, halfShaft.workshop, today);
  addTargets(rows, {
    today,
    city: regions.city.code,
    districts: regions.districts.map(({ code }) => code),
    holdOf: (indicator, district, year) => {
      if (indicator === 'retrofit_projects')
        return rows.retrofit_projects.filter((one) => one.district === district && yearOf(one.approved_at) === year)
          .length;
      const kind = indicator === 'digital_workshops' ? 'digital_workshop' : 'smart_factory';
      return rows.certificates.filter(
        (one) => one.district === district && one.counts_as === kind && one.issued_on <= `${year}-12-31`,
      ).length;
    },
  });
  return { rows, days: measureSome(rows, random, projects, { today, timeZone: regions.city.timeZone }) };
}

function yearOf(at: number | null | undefined): number | undefined {
  return at === null || at === undefined ? undefined : new Date(at).getUTCFullYear();
}

/** Every enterprise has one before any has two. */
function addProjects(
  rows: CityRows,
  random: Random,
  enterprises: readonly CityEnterprise[],
  { projects }: DistrictPlan,
  today: string,
): CityProject[] {
  const years = new Map<string, number>();
  return Array.from({ length: projects }, (_, index) => {
    const enterprise = enterprises[index % enterprises.length] as CityEnterprise;
    const begun = addDays(today, -random.int(5, 1300));
    const number = (years.get(begun.slice(0, 4)) ?? 0) + 1;
    years.set(begun.slice(0, 4), number);
    return addProject(rows, random, enterprise, { begun, today, number });
  });
}

function recognise(
  rows: CityRows,
  random: Random,
  {
    district,
    enterprises,
    plan,
    today,
  }: { district: District; enterprises: readonly CityEnterprise[]; plan: DistrictPlan; today: string },
): void {
  const workshops = enterprises.flatMap((enterprise) =>
    enterprise.workshops.map((workshop): [CityEnterprise, CityWorkshop] => [enterprise, workshop]),
  );
  const held = new Map<CityEnterprise, number>();
  // Those of larger enterprises come first, so that some hold the two a smart factory needs.
  workshops.sort(([a], [b]) => b.workshops.length - a.workshops.length);
  const recognised = workshops.slice(0, plan.digitalWorkshops);
  for (const [enterprise, { id }] of recognised) {
    held.set(enterprise, (held.get(enterprise) ?? 0) + 1);
    const issuedOn =
      district.code === '500110' && [...held.values()].length <= 2
        ? addDays(today, -random.int(40, 90))
        : yearsBack(random, today);
    addCertificate(rows, random, 'digital_workshop', { subject: { enterprise, workshop: id }, issuedOn, today });
  }
  const able = [...held].filter(([, count]) => count >= 2).map(([enterprise]) => enterprise);
  for (const enterprise of able.slice(0, plan.smartFactories))
    addCertificate(rows, random, 'smart_factory', {
      subject: { enterprise },
      issuedOn: addDays(today, -random.int(20, 900)),
      today,
    });
  for (const enterprise of able.slice(0, Math.ceil(plan.smartFactories * 0.8)))
    addCertificate(
      rows,
      random,
      random.weighted([
        ['national_basic', 70],
        ['national_advanced', 28],
        ['national_excellent', 2],
      ] as const),
      {
        subject: { enterprise },
        issuedOn: addDays(today, -random.int(10, 600)),
        today,
      },
    );
  for (const [enterprise, { id }] of workshops.slice(
    recognised.length,
    recognised.length + Math.ceil(plan.digitalWorkshops * 0.12),
  ))
    addApplication(rows, 'digital_workshop', {
      subject: { enterprise, workshop: id },
      appliedOn: addDays(today, -random.int(5, 70)),
      state: random.chance(0.6) ? 'district_review' : 'city_decision',
    });
}

/** More each year than the year before. */
function yearsBack(random: Random, today: string): string {
  return addDays(today, -Math.round(1700 * random.next() ** 1.6) - 3);
}

function recogniseHalfShaft(rows: CityRows, workshop: string, today: string): void {
  rows.recognition_applications.push({
    id: 'a-demo',
    number: `CQ-DW-S-${today.slice(0, 4)}-9001`,
    scheme: 'cq-digital-workshop',
    version: 2,
    subject_kind: 'workshop',
    subject: workshop,
    enterprise: 'e-demo',
    district: '500110',
    state: 'draft',
    applied_on: null,
    self_check: emptySelfCheck,
    created_at: Date.parse(`${addDays(today, -6)}T02:00:00Z`),
    created_by: 'system',
    updated_at: Date.parse(`${addDays(today, -6)}T02:00:00Z`),
    revision: 1,
  });
}

/** Of projects that went live long enough ago, and a few that did not. */
function measureSome(
  rows: CityRows,
  random: Random,
  projects: readonly CityProject[],
  { today, timeZone }: { today: string; timeZone: string },
): MeasuredDays[] {
  const days: MeasuredDays[] = [];
  const connected = new Set<CityEnterprise>();
  const live = projects.filter(({ goLive, stage }) => goLive !== null && stage !== 'stopped');
  const recent = live.filter(({ goLive }) => (goLive ?? '') >= addDays(today, -280) && (goLive ?? '') <= today);
  for (const project of recent) {
    if (connected.size >= measuredEnterprises) break;
    if (connected.has(project.enterprise)) continue;
    connected.add(project.enterprise);
    days.push(...measure(rows, random, project, { today, timeZone, consents: random.chance(0.85) }));
  }
  return days;
}
