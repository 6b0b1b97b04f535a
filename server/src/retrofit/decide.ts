// Owns decisions over projects: by the district or the city, whose turn it is, on the revision the officer saw.
import type { Project, RouteInput } from '@takt/model/api';
import { decide, deciderOf } from '@takt/model/retrofit';
import type { Caller } from '../platform/caller.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { mayDecide } from './detail.ts';
import type { RetrofitParts } from './parts.ts';
import { writeAndRead } from './write.ts';

type Asked = RouteInput<'projects.decide'>['body'];

export function decideProject(
  parts: RetrofitParts,
  caller: Caller,
  id: string,
  { revision, decision, reason }: Asked,
): Promise<Outcome<Project>> {
  const may = (_: unknown, project: Parameters<typeof mayDecide>[2]) =>
    mayDecide(parts, caller, project, 'district') || mayDecide(parts, caller, project, 'city');
  return writeAndRead(parts, caller, { id, revision, may }, async ({ project }) => {
    const by = deciderOf(project);
    const approval = decide(project, decision);
    if (by === undefined || approval === undefined)
      return refuse('conflict', `there is nothing to decide: the project is ${project.approval}`);
    if (!mayDecide(parts, caller, project, by)) return refuse('forbidden', `it is for the ${by} to decide`);
    if (project.stage === 'stopped') return refuse('conflict', 'the project is stopped');
    const details = {
      before: { approval: project.approval },
      after: { approval },
      by,
      decision,
      ...(reason !== null && { reason }),
    };
    return done({
      set: { approval, ...(approval === 'approved' && { approved_at: parts.clock() }) },
      happenings: [{ kind: 'decided', action: 'projects.decide', details }],
    });
  });
}
