// Owns the retrofit projects of the demonstration city: begun over the last years, each as far as its stages took it.
import {
  cityDecidesFromYuan,
  type ProjectStage,
  type ProjectType,
  projectStages,
  projectTypes,
} from '@takt/model/retrofit';
import { addDays, momentOf } from './dates.ts';
import { type CityEnterprise, provenance } from './enterprises.ts';
import { personName, projectWords, suppliers } from './names.ts';
import type { Random } from './random.ts';
import type { CityRows } from './rows.ts';

/** Planned days of each stage, and how far what really happened spreads around them. */
const stageDays = { diagnosis: 30, plan: 45, implementation: 160, trial_run: 45, acceptance: 30, closed: 0 } as const;

export interface CityProject {
  id: string;
  enterprise: CityEnterprise;
  stage: ProjectStage | 'stopped';
  goLive: string | null;
  finishedOn: string | null;
}

interface Course {
  stage: ProjectStage;
  stages: {
    stage: ProjectStage;
    plannedFrom: string;
    plannedTo: string;
    actualFrom: string | null;
    actualTo: string | null;
  }[];
}

/** What the stages took from a day on, up to today. */
function courseOf(random: Random, begun: string, today: string): Course {
  const stages: Course['stages'] = [];
  let planned = begun;
  let actual: string = begun;
  let stage: ProjectStage = 'diagnosis';
  for (const name of projectStages) {
    const plannedTo = addDays(planned, stageDays[name]);
    const reached = actual <= today;
    const took = Math.max(3, Math.round(stageDays[name] * random.logNormal(1.08, 1.35)));
    const ended = name === 'closed' ? actual : addDays(actual, took);
    if (reached) stage = name;
    const actualTo = reached && ended <= today ? ended : null;
    stages.push({ stage: name, plannedFrom: planned, plannedTo, actualFrom: reached ? actual : null, actualTo });
    planned = addDays(plannedTo, 1);
    actual = name === 'closed' ? actual : addDays(ended, 1);
  }
  return { stage, stages };
}

export function addProject(
  rows: CityRows,
  random: Random,
  enterprise: CityEnterprise,
  { begun, today, number }: { begun: string; today: string; number: number },
): CityProject {
  const type = random.pick<ProjectType>(projectTypes);
  const { stage, stages } = courseOf(random, begun, today);
  const stopped = stage !== 'closed' && random.chance(0.03);
  const blocked = !stopped && stage !== 'closed' && random.chance(0.05);
  const plannedYuan = Math.round(random.logNormal(9_000_000, 2.4) / 10_000) * 10_000;
  const at = projectStages.indexOf(stage);
  const approved = at >= projectStages.indexOf('implementation');
  const id = `p${String(rows.retrofit_projects.length + 1).padStart(5, '0')}`;
  const goLive = stages.find((one) => one.stage === 'trial_run')?.actualFrom ?? null;
  const submitted = stages.find((one) => one.stage === 'plan')?.actualFrom ?? null;
  const route = plannedYuan >= cityDecidesFromYuan ? 'district_then_city' : 'district';
  rows.retrofit_projects.push({
    id,
    code: `${enterprise.district}-${begun.slice(0, 4)}-${String(number).padStart(3, '0')}`,
    name: `${random.pick(enterprise.workshops).name}${projectWords[type]}`,
    enterprise: enterprise.id,
    district: enterprise.district,
    type,
    stage: stopped ? 'stopped' : stage,
    stopped_in: stopped ? stage : null,
    stop_reason: stopped ? random.pick(['企业订单调整，暂缓投入', '供应商退出', '厂区搬迁']) : null,
    description: null,
    planned_yuan: plannedYuan,
    paid_yuan: Math.round((plannedYuan * Math.min(1, (at / 5) * random.logNormal(0.95, 1.1))) / 10_000) * 10_000,
    funding: JSON.stringify(fundingOf(random, plannedYuan)),
    supplier: random.pick(suppliers),
    responsible: JSON.stringify([{ name: personName(random), duty: '项目负责人', phone: null }]),
    go_live: goLive,
    blocked_since: blocked ? momentOf(addDays(today, -random.int(3, 60))) : null,
    blocked_reason: blocked ? random.pick(['等待设备到货', '接口协议未开放', '资金未到位']) : null,
    route: submitted === null ? null : route,
    approval: approved ? 'approved' : submitted === null ? 'draft' : 'submitted',
    submitted_at: submitted === null ? null : momentOf(submitted),
    approved_at: approved && submitted !== null ? momentOf(addDays(submitted, 20)) : null,
    created_at: momentOf(begun),
    created_by: 'system',
    updated_at: momentOf(today, 0),
    revision: 1,
  });
  const scope = random.pick(enterprise.workshops);
  rows.retrofit_scopes.push({ project: id, workshop: scope.id, line: '' });
  for (const one of stages)
    rows.retrofit_stages.push({
      project: id,
      stage: one.stage,
      planned_from: one.plannedFrom,
      planned_to: one.plannedTo,
      actual_from: one.actualFrom,
      actual_to: one.actualTo,
    });
  const { recorded_by: actor, recorded_by_name: actor_name } = provenance(begun);
  const after = { name: rows.retrofit_projects.at(-1)?.name, enterprise: enterprise.id, type, plannedYuan };
  rows.retrofit_events.push({
    project: id,
    at: momentOf(begun),
    actor,
    actor_name,
    kind: 'created',
    details: JSON.stringify({ after }),
  });
  addMilestones(rows, id, stages);
  const finishedOn = stage === 'closed' ? (stages.at(-1)?.actualFrom ?? null) : null;
  if (finishedOn !== null && random.chance(0.6)) declareEffect(rows, random, id, finishedOn);
  return { id, enterprise, stage: stopped ? 'stopped' : stage, goLive, finishedOn };
}

function fundingOf(random: Random, yuan: number) {
  const grant = random.chance(0.4) ? Math.round((yuan * 0.1) / 10_000) * 10_000 : 0;
  const loan = random.chance(0.5) ? Math.round((yuan * 0.4) / 10_000) * 10_000 : 0;
  return [
    { source: 'own', yuan: yuan - grant - loan },
    ...(loan > 0 ? [{ source: 'loan', yuan: loan }] : []),
    ...(grant > 0 ? [{ source: 'city_grant', yuan: grant }] : []),
  ];
}

function addMilestones(rows: CityRows, project: string, stages: Course['stages']): void {
  const named = [
    ['implementation', '设备到货'],
    ['trial_run', '联调完成'],
    ['acceptance', '验收会'],
  ] as const;
  for (const [index, [stage, name]] of named.entries()) {
    const found = stages.find((one) => one.stage === stage);
    if (!found) continue;
    const done = found.actualTo ?? null;
    rows.retrofit_milestones.push({
      id: `${project}-m${index + 1}`,
      project,
      name,
      due: found.plannedTo,
      done,
      removed_at: null,
    });
  }
}

/** What the enterprise says itself; nobody measured it. */
function declareEffect(rows: CityRows, random: Random, project: string, on: string): void {
  const before = 48;
  const saved = Math.min(0.4, random.logNormal(0.09, 1.5));
  const after = Math.round(before * (1 - saved) * 100) / 100;
  const declaredAt = momentOf(on);
  rows.effect_results.push({
    project,
    indicator: 'unit_cost',
    computed_at: declaredAt,
    origin: 'declared',
    verdict: 'declared',
    reason: null,
    estimate: after - before,
    low: null,
    high: null,
    error: null,
    days_before: 0,
    days_after: 0,
    coverage: null,
    details: JSON.stringify({ before, after, unit: 'CNY', declaredAt, declaredBy: 'system' }),
  });
}
