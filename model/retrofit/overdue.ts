// Owns what is late of a project: its stage past the planned end, or a milestone past its day. Days are those of the city's clock.
import { datesOf, type StageDates } from './stages.ts';
import type { ProjectState } from './words.ts';

/** ISO dates. `done` null: not yet. */
export interface MilestoneDates {
  due: string;
  done: string | null;
}

export interface Overdue {
  /** The current stage goes on though its planned end is past. */
  stage: boolean;
  milestones: number;
}

/**
 * What is planned for a day is late from the day after on. What is closed or stopped is not late.
 * @param today ISO date in the city's time zone.
 */
export function overdueOf(
  project: { stage: ProjectState; stages: readonly StageDates[]; milestones: readonly MilestoneDates[] },
  today: string,
): Overdue {
  if (project.stage === 'closed' || project.stage === 'stopped') return { stage: false, milestones: 0 };
  const { plannedTo } = datesOf(project.stages, project.stage);
  const late = project.milestones.filter(({ due, done }) => done === null && due < today);
  return { stage: plannedTo !== null && plannedTo < today, milestones: late.length };
}
