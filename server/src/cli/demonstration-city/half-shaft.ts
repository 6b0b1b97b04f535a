// Owns the half-shaft plant of 綦江 in the demonstration city: its record, and the retrofit whose effect the demonstration's telemetry tells.
import { nameKey, usccCheckCharacter } from '@takt/model/registry';
import { projectStages } from '@takt/model/retrofit';
import { addDays, momentOf } from './dates.ts';
import { addFigure, provenance } from './enterprises.ts';
import type { CityRows } from './rows.ts';

const qijiang = '500110';
const enterprise = 'demo';
const id = 'e-demo';

export const halfShaftProject = 'p-demo';

/** Days before today: the baseline, the implementation that is left out, and the days since. */
const halfShaftDays = { baseline: [125, 66], exclusion: [65, 46], goLive: 52 } as const;

const machines: readonly (readonly [code: string, name: string, process: string])[] = [
  ['hs1-op10', '数控车床', '车削'],
  ['hs1-op20', '滚齿机', '滚齿'],
  ['hs1-op30', '数控外圆磨床', '磨削'],
  ['hs1-op40', '清洗检测机', '检测'],
  ['hs2-op10', '数控车床', '车削'],
  ['hs2-op20', '滚齿机', '滚齿'],
  ['hs2-op30', '数控外圆磨床', '磨削'],
  ['hs2-op40', '清洗检测机', '检测'],
];

/** Of the plant in config/demonstration/plant.yaml, whose codes these are. */
export function addHalfShaftPlant(rows: CityRows, today: string): { workshop: string } {
  const since = addDays(today, -400);
  const before = (days: number) => addDays(today, -days);
  const first = `91${qijiang}MADEM00000`.slice(0, 17);
  rows.registry_enterprises.push({
    id,
    name: '演示传动科技有限公司',
    name_key: nameKey('演示传动科技有限公司'),
    uscc: first + usccCheckCharacter(`${first}0`),
    district: qijiang,
    town: null,
    size_class: 'medium',
    sector: 'C3670',
    chain: 'smart-nev',
    chain_role: 'supplier',
    address: '綦江区工业园区1号',
    plant_enterprise: enterprise,
    state: 'active',
    merged_into: null,
    demonstration: 1,
    created_at: momentOf(since),
    revision: 1,
    origin: 'declared',
    ...provenance(since),
  });
  const common = { enterprise: id, state: 'active', revision: 1, origin: 'declared', ...provenance(since) } as const;
  rows.registry_sites.push({
    id: `${id}-s1`,
    name: '綦江工厂',
    district: qijiang,
    town: null,
    address: null,
    plant_site: 'qijiang',
    ...common,
  });
  const workshops = [
    ['halfshaft', '半轴加工车间', '半轴'],
    ['assembly', '发动机装配车间', '发动机'],
  ] as const;
  for (const [code, name, product] of workshops)
    rows.registry_workshops.push({
      id: `${id}-${code}`,
      site: `${id}-s1`,
      name,
      district: qijiang,
      product,
      plant_workshop: code,
      ...common,
    });
  for (const [code, name, process] of machines)
    rows.registry_equipment.push({
      id: `${id}-${code}`,
      workshop: `${id}-halfshaft`,
      name,
      model: null,
      process,
      quantity: 1,
      numerically_controlled: Number(process !== '检测'),
      networked: 1,
      key_process: Number(process !== '检测'),
      plant_machine: code,
      ...common,
      state: 'in_use',
    });
  addFigure(rows, { kind: 'workshop', id: `${id}-halfshaft` }, { indicator: 'mes_in_use', value: 1, since });
  addRetrofit(rows, before, today);
  for (const bureau of [`district:${qijiang}`, 'city:500000'])
    rows.consents.push({
      id: `consent-demo-${bureau.replace(':', '-')}`,
      enterprise,
      bureau,
      groups: JSON.stringify(['aggregates', 'workshop_kpis']),
      purpose: '智能化改造成效核验',
      from_at: momentOf(before(150)),
      until_at: momentOf(addDays(today, 365)),
      granted_at: momentOf(before(150)),
      granted_by: provenance(today).recorded_by_name,
      withdrawn_at: null,
      withdrawn_by: null,
    });
  return { workshop: `${id}-halfshaft` };
}

function addRetrofit(rows: CityRows, before: (days: number) => string, today: string): void {
  const project = halfShaftProject;
  const { baseline, exclusion, goLive } = halfShaftDays;
  rows.retrofit_projects.push({
    id: project,
    code: `${qijiang}-${before(230).slice(0, 4)}-900`,
    name: '半轴一线自动化与质量检测改造',
    enterprise: id,
    district: qijiang,
    type: 'automation',
    stage: 'acceptance',
    stopped_in: null,
    stop_reason: null,
    description: '半轴一线桁架机械手上下料、主轴状态监测与在线尺寸检测，减少换型与微停，降低废品。',
    planned_yuan: 12_800_000,
    paid_yuan: 11_500_000,
    funding: JSON.stringify([
      { source: 'own', yuan: 8_800_000 },
      { source: 'loan', yuan: 2_800_000 },
      { source: 'city_grant', yuan: 1_200_000 },
    ]),
    supplier: '某自动化工程公司',
    responsible: JSON.stringify([{ name: '张建国', duty: '项目负责人', phone: null }]),
    go_live: before(goLive),
    blocked_since: null,
    blocked_reason: null,
    route: 'district',
    approval: 'approved',
    submitted_at: momentOf(before(190)),
    approved_at: momentOf(before(170)),
    created_at: momentOf(before(230)),
    created_by: 'system',
    updated_at: momentOf(before(15)),
    revision: 1,
  });
  rows.retrofit_scopes.push({ project, workshop: `${id}-halfshaft`, line: 'hs-1' });
  const ends = [200, 160, goLive + 1, 16, null, null] as const;
  let from = 230;
  for (const [index, stage] of projectStages.entries()) {
    const end = ends[index] ?? null;
    const reached = stage !== 'closed';
    rows.retrofit_stages.push({
      project,
      stage,
      planned_from: before(from + 4),
      planned_to: end === null ? addDays(today, stage === 'closed' ? 40 : 20) : before(end + 4),
      actual_from: reached ? before(from) : null,
      actual_to: end === null ? null : before(end),
    });
    if (end !== null) from = end - 1;
  }
  rows.effect_plans.push({
    project,
    baseline_from: before(baseline[0]),
    baseline_to: before(baseline[1]),
    exclusion_from: before(exclusion[0]),
    exclusion_to: before(exclusion[1]),
    after_to: null,
    minimum_coverage: 0.8,
    indicators: JSON.stringify([
      { indicator: 'oee', expected: 0.1 },
      { indicator: 'quality_ratio', expected: 0.015 },
      { indicator: 'fpy', expected: null },
      { indicator: 'output_per_hour', expected: null },
      { indicator: 'energy_per_good', expected: null },
    ]),
    control_lines: JSON.stringify([]),
    adjustments: JSON.stringify({ productMix: true, plannedTime: true }),
    registered_at: momentOf(before(baseline[1] - 1)),
    registered_by: 'system',
    locked_at: momentOf(before(goLive), 0),
    machines: JSON.stringify(machines.filter(([code]) => code.startsWith('hs1')).map(([code]) => code)),
    revision: 1,
  });
}
