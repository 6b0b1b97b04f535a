// Public surface of retrofit projects: what stands behind their routes.

import { documentEndings, mostDocumentBytes } from '../platform/documents/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done } from '../platform/outcome.ts';
import { actOnProject } from './acts.ts';
import { boardOf } from './board.ts';
import { changeProject } from './change.ts';
import { enterpriseChoices, workshopChoices } from './choices.ts';
import { comment, editComment } from './comments.ts';
import { createProject } from './create.ts';
import { decideProject } from './decide.ts';
import { projectEffects } from './effects.ts';
import { projectEvents } from './events.ts';
import { listProjects, projectsInTime } from './list.ts';
import { addMilestone, changeMilestone, removeMilestone } from './milestones.ts';
import { addDocument, readDocument, removeDocument } from './papers.ts';
import type { RetrofitParts } from './parts.ts';
import { readProject } from './write.ts';

type Names = keyof typeof import('@takt/model/api').projectRoutes;

export function retrofitRoutes(parts: RetrofitParts): Handlers<Names> {
  return {
    'projects.list': async ({ query, caller }) => done(await listProjects(parts, caller, query)),
    'projects.board': async ({ query: { limit, ...filter }, caller }) =>
      done(await boardOf(parts, caller, filter, limit)),
    'projects.timeline': async ({ query, caller }) => done(await projectsInTime(parts, caller, query)),
    'projects.terms': async () => done({ ...parts.terms, documentEndings: [...documentEndings], mostDocumentBytes }),
    'projects.enterprises': async ({ query, caller }) => done(await enterpriseChoices(parts, caller, query.text)),
    'projects.workshops': ({ query, caller }) => workshopChoices(parts, caller, query.enterprise),
    'projects.create': ({ body, caller }) => createProject(parts, caller, body),
    'projects.get': ({ params, caller }) => readProject(parts, caller, params.id),
    'projects.change': ({ params, body, caller }) => changeProject(parts, caller, params.id, body),
    'projects.act': ({ params, body, caller }) => actOnProject(parts, caller, params.id, body),
    'projects.decide': ({ params, body, caller }) => decideProject(parts, caller, params.id, body),
    'projects.addMilestone': ({ params, body, caller }) => addMilestone(parts, caller, params.id, body),
    'projects.changeMilestone': ({ params, body, caller }) => changeMilestone(parts, caller, params, body),
    'projects.removeMilestone': ({ params, query, caller }) => removeMilestone(parts, caller, params, query.revision),
    'projects.events': ({ params, query, caller }) => projectEvents(parts, caller, params.id, query),
    'projects.comment': ({ params, body, caller }) => comment(parts, caller, params.id, body.text),
    'projects.editComment': ({ params, body, caller }) => editComment(parts, caller, params, body.text),
    'projects.effects': ({ params, caller }) => projectEffects(parts, caller, params.id),
    'projects.addDocument': ({ params, query, body, caller }) =>
      addDocument(parts, caller, params.id, { name: query.name, content: body }),
    'projects.document': ({ params, caller }) => readDocument(parts, caller, params),
    'projects.removeDocument': ({ params, caller }) => removeDocument(parts, caller, params),
  };
}
