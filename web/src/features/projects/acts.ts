// Owns what may be done with a project where it stands: the entries of its menu, and what dropping its card somewhere means.
import type { ProjectRow } from '@takt/model/api';
import { nextStage, type ProjectState, previousStage } from '@takt/model/retrofit';

export const acts = ['advance', 'go_back', 'stop', 'resume', 'block', 'unblock', 'submit'] as const;
export type Act = (typeof acts)[number];
/** What is said with it before it is done. */
export type Asks = 'reason' | 'date' | undefined;

type Standing = Pick<ProjectRow, 'stage' | 'stoppedIn' | 'approval' | 'blocked'>;

/** Stage it leads to; undefined: it stays where it is. */
export function targetOf(act: Act, { stage, stoppedIn }: Standing): ProjectState | undefined {
  if (act === 'stop') return 'stopped';
  if (act === 'resume') return stoppedIn ?? undefined;
  if (stage === 'stopped') return undefined;
  if (act === 'advance') return nextStage(stage);
  return act === 'go_back' ? previousStage(stage) : undefined;
}

export function actsOf(project: Standing): Act[] {
  const { stage, approval, blocked } = project;
  if (stage === 'stopped') return ['resume'];
  const moves = (['advance', 'go_back'] as const).filter((act) => targetOf(act, project) !== undefined);
  if (stage === 'closed') return moves;
  const submit = approval === 'draft' || approval === 'returned' ? (['submit'] as const) : [];
  return [...moves, ...submit, blocked ? 'unblock' : 'block', 'stop'];
}

/** What takes a project into the stage; undefined: nothing does in one step. */
export function actInto(stage: ProjectState, project: Standing): Act | undefined {
  return actsOf(project).find((act) => targetOf(act, project) === stage);
}

/** The day a project was accepted is no guess; what is taken back, stopped or blocked says why. */
export function asks(act: Act, { stage }: Pick<Standing, 'stage'>): Asks {
  if (act === 'advance') return stage === 'acceptance' ? 'date' : undefined;
  return act === 'go_back' || act === 'stop' || act === 'block' ? 'reason' : undefined;
}
