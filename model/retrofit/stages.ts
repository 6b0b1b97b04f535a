// Owns the way of a project through its stages: on, back, stopped and taken up again, and what each stage needs before it begins.
import { type Approval, type ProjectStage, type ProjectState, projectStages } from './words.ts';

/** ISO dates; null: not yet, or not said. */
export interface StageDates {
  stage: ProjectStage;
  plannedFrom: string | null;
  plannedTo: string | null;
  actualFrom: string | null;
  actualTo: string | null;
}

/** Where a project stands, as far as its way depends on it. */
export interface ProjectStanding {
  stage: ProjectState;
  /** Stage in which it was stopped; null: it is not. */
  stoppedIn: ProjectStage | null;
  approval: Approval;
  /** ISO date; null: not said. */
  goLive: string | null;
  stages: readonly StageDates[];
}

/** What is missing before a stage may begin. */
export type StageNeed =
  | { need: 'planned_dates'; stages: readonly ProjectStage[] }
  | { need: 'approval' }
  | { need: 'go_live' }
  | { need: 'acceptance_date' };

export type StageStep =
  | { ok: true; stage: ProjectStage; stages: readonly StageDates[] }
  | { ok: false; refused: 'first' | 'last' | 'stopped' | 'before_its_beginning' }
  | { ok: false; refused: 'needs'; needs: readonly StageNeed[] };

/** Undefined after the last one. */
export function nextStage(stage: ProjectStage): ProjectStage | undefined {
  return projectStages[projectStages.indexOf(stage) + 1];
}

/** Undefined before the first one. */
export function previousStage(stage: ProjectStage): ProjectStage | undefined {
  return projectStages[projectStages.indexOf(stage) - 1];
}

/** Stages that have a beginning and an end planned before the plan stage is entered. */
export const scheduledStages = [
  'plan',
  'implementation',
  'trial_run',
  'acceptance',
] as const satisfies readonly ProjectStage[];

/**
 * What is missing for a stage to begin: for the plan its schedule, from the implementation on the approval, for the acceptance the
 * day it went live, and for closing the day it was accepted (`on`, or the end of the acceptance that is kept already).
 */
export function needsOf(project: ProjectStanding, into: ProjectStage, on: string | null): StageNeed[] {
  const reached = (stage: ProjectStage) => projectStages.indexOf(into) >= projectStages.indexOf(stage);
  const needs: StageNeed[] = [];
  const unplanned = scheduledStages.filter((stage) => {
    const dates = datesOf(project.stages, stage);
    return dates.plannedFrom === null || dates.plannedTo === null;
  });
  if (reached('plan') && unplanned.length > 0) needs.push({ need: 'planned_dates', stages: unplanned });
  if (reached('implementation') && project.approval !== 'approved') needs.push({ need: 'approval' });
  if (reached('acceptance') && project.goLive === null) needs.push({ need: 'go_live' });
  if (into === 'closed' && on === null && datesOf(project.stages, 'acceptance').actualTo === null)
    needs.push({ need: 'acceptance_date' });
  return needs;
}

/**
 * Ends the current stage and begins the next.
 * @param on ISO date it happened; null: today, but for the acceptance, whose day has to be said.
 * @param today ISO date in the city's time zone.
 */
export function advance(project: ProjectStanding, on: string | null, today: string): StageStep {
  if (project.stage === 'stopped') return { ok: false, refused: 'stopped' };
  const from = project.stage;
  const into = nextStage(from);
  if (into === undefined) return { ok: false, refused: 'last' };
  const needs = needsOf(project, into, on);
  if (needs.length > 0) return { ok: false, refused: 'needs', needs };
  const ended = datesOf(project.stages, from);
  const day = on ?? ended.actualTo ?? today;
  if (ended.actualFrom !== null && day < ended.actualFrom) return { ok: false, refused: 'before_its_beginning' };
  const stages = withDates(withDates(project.stages, { ...ended, actualTo: day }), {
    ...datesOf(project.stages, into),
    actualFrom: day,
    // What is closed has no length.
    actualTo: into === 'closed' ? day : null,
  });
  return { ok: true, stage: into, stages };
}

/** One stage back: what was begun is not, and what had ended goes on. The reason is kept with the history. */
export function goBack(project: ProjectStanding): StageStep {
  if (project.stage === 'stopped') return { ok: false, refused: 'stopped' };
  const into = previousStage(project.stage);
  if (into === undefined) return { ok: false, refused: 'first' };
  const left = { ...datesOf(project.stages, project.stage), actualFrom: null, actualTo: null };
  const stages = withDates(withDates(project.stages, left), { ...datesOf(project.stages, into), actualTo: null });
  return { ok: true, stage: into, stages };
}

/** From any stage that is not the end of it; undefined where it is over or stopped already. */
export function stop(
  project: Pick<ProjectStanding, 'stage'>,
): { stage: 'stopped'; stoppedIn: ProjectStage } | undefined {
  if (project.stage === 'stopped' || project.stage === 'closed') return undefined;
  return { stage: 'stopped', stoppedIn: project.stage };
}

/** Where it was; undefined where it is not stopped. */
export function resume(
  project: Pick<ProjectStanding, 'stage' | 'stoppedIn'>,
): { stage: ProjectStage; stoppedIn: null } | undefined {
  if (project.stage !== 'stopped' || project.stoppedIn === null) return undefined;
  return { stage: project.stoppedIn, stoppedIn: null };
}

/** Of a stage nothing is kept of, nothing is known. */
export function datesOf(stages: readonly StageDates[], stage: ProjectStage): StageDates {
  const none = { stage, plannedFrom: null, plannedTo: null, actualFrom: null, actualTo: null };
  return stages.find((one) => one.stage === stage) ?? none;
}

/** In the order of the stages. */
export function withDates(stages: readonly StageDates[], dates: StageDates): StageDates[] {
  const all = [...stages.filter(({ stage }) => stage !== dates.stage), dates];
  return all.sort((a, b) => projectStages.indexOf(a.stage) - projectStages.indexOf(b.stage));
}
