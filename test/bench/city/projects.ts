// Owns the retrofit projects of the synthetic city, their stages, and what was found of their effect.
import { measuredIndicators } from '@takt/model/effect';
import { projectStages, projectTypes } from '@takt/model/retrofit';
import type { NewRow } from '../../../server/src/platform/database/index.ts';
import { type CityContext, daysAgo, type Rows } from './context.ts';
import type { MadeRegistry } from './registry.ts';

const dayMs = 86_400_000;
const found = ['effective', 'effective', 'effective', 'not_shown', 'worse', 'too_early'] as const;

export function makeProjects(
  context: CityContext,
  { enterprises, workshops }: MadeRegistry,
): Required<Pick<Rows, 'retrofit_projects' | 'retrofit_scopes' | 'retrofit_stages' | 'effect_results'>> {
  const { size, now, random } = context;
  const projects: NewRow<'retrofit_projects'>[] = [];
  const scopes: NewRow<'retrofit_scopes'>[] = [];
  const stages: NewRow<'retrofit_stages'>[] = [];
  const effects: NewRow<'effect_results'>[] = [];
  for (let index = 0; index < size.projects; index++) {
    const owner = random.pick(enterprises);
    const workshop = workshops[Number(owner.id.slice(1))];
    const id = `p${index}`;
    const reached = random.between(0, projectStages.length - 1);
    const stopped = random.chance(0.03) && reached < projectStages.length - 1;
    const stage = projectStages[reached] ?? 'plan';
    const began = random.between(30, 700);
    const approved = reached > 1 || random.chance(0.3);
    const planned = random.between(50, 6000) * 10_000;
    projects.push({
      id,
      code: `CQ-${index}`,
      name: `第${index + 1}号智能化改造项目`,
      enterprise: owner.id,
      district: owner.district,
      type: random.pick(projectTypes),
      stage: stopped ? 'stopped' : stage,
      stopped_in: stopped ? stage : null,
      stop_reason: stopped ? '资金未落实' : null,
      description: null,
      planned_yuan: planned,
      paid_yuan: Math.floor((planned * reached) / projectStages.length),
      funding: '[]',
      supplier: null,
      responsible: '[]',
      go_live: reached >= 3 ? daysAgo(context, Math.max(1, began - 200)) : null,
      blocked_since: !stopped && stage !== 'closed' && random.chance(0.04) ? now - random.between(1, 90) * dayMs : null,
      blocked_reason: null,
      route: planned < 30_000_000 ? 'district' : 'district_then_city',
      approval: approved ? 'approved' : random.pick(['draft', 'submitted', 'district_approved']),
      submitted_at: now - began * dayMs,
      approved_at: approved ? now - (began - random.between(5, 25)) * dayMs : null,
      created_at: now - (began + 5) * dayMs,
      created_by: 'system',
      updated_at: now - dayMs,
      revision: 1,
    });
    if (workshop) scopes.push({ project: id, workshop: workshop.id, line: '' });
    stages.push(...stagesOf(context, id, began, reached));
    if (owner.plant_enterprise !== null && reached >= 4) effects.push(...effectsOf(context, id));
  }
  return { retrofit_projects: projects, retrofit_scopes: scopes, retrofit_stages: stages, effect_results: effects };
}

function stagesOf(context: CityContext, project: string, began: number, reached: number): NewRow<'retrofit_stages'>[] {
  let ago = began;
  return projectStages.map((stage, index) => {
    const length = stage === 'closed' ? 0 : context.random.between(10, 110);
    const from = Math.max(1, ago);
    ago -= length;
    const begun = index <= reached;
    const over = index < reached || stage === 'closed';
    return {
      project,
      stage,
      planned_from: daysAgo(context, from),
      planned_to: daysAgo(context, ago + context.random.between(-30, 20)),
      actual_from: begun ? daysAgo(context, from) : null,
      actual_to: begun && over ? daysAgo(context, Math.max(1, ago)) : null,
    };
  });
}

function effectsOf({ now, random }: CityContext, project: string): NewRow<'effect_results'>[] {
  return measuredIndicators.slice(0, 5).map((indicator) => {
    const estimate = 0.08 + (random.next() - 0.5) * 0.1;
    const error = 0.01 + random.next() * 0.02;
    return {
      project,
      indicator,
      computed_at: now,
      origin: 'measured',
      verdict: random.pick(found),
      reason: null,
      estimate,
      low: estimate - 2 * error,
      high: estimate + 2 * error,
      error,
      days_before: 60,
      days_after: 45,
      coverage: 0.95,
      details: '{}',
    };
  });
}
