// Owns what is done with a project: on and back through its stages, stopped, resumed, blocked, unblocked, submitted.
import type { Project, RouteInput } from '@takt/model/api';
import {
  advance,
  goBack,
  maySubmit,
  type ProjectStanding,
  resume,
  routeOf,
  type StageNeed,
  type StageStep,
  stop,
} from '@takt/model/retrofit';
import type { Caller } from '../platform/caller.ts';
import { done, type Outcome, type Refusal, refuse } from '../platform/outcome.ts';
import { readStages, writeStages } from './fields.ts';
import { type ProjectRecord, type RetrofitParts, todayOf } from './parts.ts';
import { type Change, type Writing, writeAndRead } from './write.ts';

type Asked = RouteInput<'projects.act'>['body'];
type Act<A extends Asked['act']> = Extract<Asked, { act: A }>;

export function actOnProject(
  parts: RetrofitParts,
  caller: Caller,
  id: string,
  asked: Asked,
): Promise<Outcome<Project>> {
  return writeAndRead(parts, caller, { id, revision: asked.revision }, async (writing) => {
    const { project } = writing;
    switch (asked.act) {
      case 'advance':
        return onward(parts, writing, asked);
      case 'go_back':
        return backward(writing, asked);
      case 'stop':
        return stopped(project, asked);
      case 'resume':
        return resumed(project);
      case 'block':
        return blocked(parts, project, asked);
      case 'unblock':
        return unblocked(project);
      case 'submit':
        return submitted(parts, writing);
    }
  });
}

async function onward(parts: RetrofitParts, writing: Writing, { on }: Act<'advance'>): Promise<Outcome<Change>> {
  const today = todayOf(parts);
  if (on !== null && on > today)
    return refuse('invalid', 'that day is not over yet', [{ field: 'on', reason: 'is in the future' }]);
  const step = advance(await standingOf(writing), on, today);
  return afterStep(writing, step, { kind: 'advanced', action: 'projects.advance' }, {});
}

async function backward(writing: Writing, { reason }: Act<'go_back'>): Promise<Outcome<Change>> {
  const step = goBack(await standingOf(writing));
  return afterStep(writing, step, { kind: 'went_back', action: 'projects.goBack' }, { reason });
}

async function standingOf({ transaction, project }: Writing): Promise<ProjectStanding> {
  return {
    stage: project.stage,
    stoppedIn: project.stopped_in as ProjectStanding['stoppedIn'],
    approval: project.approval,
    goLive: project.go_live,
    stages: await readStages(transaction, project.id),
  };
}

async function afterStep(
  { transaction, project }: Writing,
  step: StageStep,
  told: { kind: 'advanced' | 'went_back'; action: string },
  why: { reason?: string },
): Promise<Outcome<Change>> {
  if (!step.ok) return { ok: false, refusal: refusalOf(step) };
  await writeStages(transaction, project.id, step.stages);
  const on = step.stages.find(({ stage }) => stage === step.stage)?.actualFrom ?? null;
  const details = { before: { stage: project.stage }, after: { stage: step.stage, on }, ...why };
  return done({ set: { stage: step.stage }, happenings: [{ ...told, details }] });
}

function refusalOf(step: Extract<StageStep, { ok: false }>): Refusal {
  switch (step.refused) {
    case 'needs':
      return { kind: 'invalid', detail: 'the next stage cannot begin yet', errors: step.needs.map(errorOf) };
    case 'before_its_beginning':
      return {
        kind: 'invalid',
        detail: 'the stage would end before it began',
        errors: [{ field: 'on', reason: 'is before the stage began' }],
      };
    case 'stopped':
      return { kind: 'conflict', detail: 'the project is stopped' };
    case 'first':
      return { kind: 'conflict', detail: 'the project is in its first stage' };
    case 'last':
      return { kind: 'conflict', detail: 'the project is closed' };
  }
}

function errorOf(need: StageNeed): { field: string; reason: string } {
  switch (need.need) {
    case 'planned_dates':
      return { field: 'stages', reason: `have no planned begin and end: ${need.stages.join(', ')}` };
    case 'approval':
      return { field: 'approval', reason: 'the project is not approved' };
    case 'go_live':
      return { field: 'goLive', reason: 'is needed for the acceptance' };
    case 'acceptance_date':
      return { field: 'on', reason: 'the day it was accepted is needed' };
  }
}

function stopped(project: ProjectRecord, { reason }: Act<'stop'>): Outcome<Change> {
  const next = stop(project);
  if (!next) return refuse('conflict', `the project is ${project.stage}`);
  const details = { before: { stage: project.stage }, after: { stage: next.stage }, reason };
  return done({
    set: { stage: next.stage, stopped_in: next.stoppedIn, stop_reason: reason },
    happenings: [{ kind: 'stopped', action: 'projects.stop', details }],
  });
}

function resumed(project: ProjectRecord): Outcome<Change> {
  const next = resume({ stage: project.stage, stoppedIn: project.stopped_in as ProjectStanding['stoppedIn'] });
  if (!next) return refuse('conflict', 'the project is not stopped');
  const details = { before: { stage: project.stage, reason: project.stop_reason }, after: { stage: next.stage } };
  return done({
    set: { stage: next.stage, stopped_in: null, stop_reason: null },
    happenings: [{ kind: 'resumed', action: 'projects.resume', details }],
  });
}

function blocked({ clock }: RetrofitParts, project: ProjectRecord, { reason }: Act<'block'>): Outcome<Change> {
  if (project.blocked_since !== null) return refuse('conflict', 'the project is blocked already');
  if (project.stage === 'closed') return refuse('conflict', 'the project is closed');
  return done({
    set: { blocked_since: clock(), blocked_reason: reason },
    happenings: [{ kind: 'blocked', action: 'projects.block', details: { reason } }],
  });
}

function unblocked(project: ProjectRecord): Outcome<Change> {
  if (project.blocked_since === null) return refuse('conflict', 'the project is not blocked');
  const before = { since: project.blocked_since, reason: project.blocked_reason };
  return done({
    set: { blocked_since: null, blocked_reason: null },
    happenings: [{ kind: 'unblocked', action: 'projects.unblock', details: { before } }],
  });
}

async function submitted({ terms, clock }: RetrofitParts, { transaction, project }: Writing): Promise<Outcome<Change>> {
  if (project.stage === 'stopped' || project.stage === 'closed')
    return refuse('conflict', `the project is ${project.stage}`);
  if (!maySubmit(project.approval)) return refuse('conflict', `the project is ${project.approval}`);
  const scope = await transaction
    .selectFrom('retrofit_scopes')
    .select('workshop')
    .where('project', '=', project.id)
    .executeTakeFirst();
  const errors: NonNullable<Refusal['errors']> = [];
  if (project.planned_yuan <= 0) errors.push({ field: 'plannedYuan', reason: 'is needed for a decision' });
  if (!scope) errors.push({ field: 'scopes', reason: 'are needed for a decision' });
  if (errors.length > 0) return refuse('invalid', 'the project cannot be submitted yet', errors);
  const route = routeOf(project.planned_yuan, terms.thresholdYuan);
  const details = {
    before: { approval: project.approval },
    after: { approval: 'submitted', route, plannedYuan: project.planned_yuan },
  };
  return done({
    set: { approval: 'submitted', route, submitted_at: clock(), approved_at: null },
    happenings: [{ kind: 'submitted', action: 'projects.submit', details }],
  });
}
