// Owns doing something with a project from its card or page: asking first what has to be said, telling what was done, undoing it
// where that is cheap.
import type { Project, ProjectRow, RouteRequest } from '@takt/model/api';
import { shallowRef } from 'vue';
import { type ApiError, call } from '../../api/index.ts';
import { useText } from '../../locales/i18n.ts';
import { useSending } from '../../ui/form/use-sending.ts';
import { type Act, asks, targetOf } from './acts.ts';

export type ActedOn = Pick<ProjectRow, 'id' | 'name' | 'revision' | 'stage' | 'stoppedIn' | 'approval' | 'blocked'>;
export interface Answer {
  reason?: string;
  on?: string;
}
interface Said {
  text: string;
  undo?: () => Promise<Project>;
}

/** What takes it back without a word. */
const undoing: Partial<Record<Act, Act>> = { stop: 'resume', block: 'unblock' };

/** Why an act was refused, in words; undefined: as everywhere. */
export function useRefusals() {
  const { t } = useText();
  const fields = ['stages', 'approval', 'goLive', 'on', 'plannedYuan', 'scopes'] as const;
  return (error: ApiError): string | undefined => {
    if (error.status === 409) return t('projects.problems.conflict', { detail: error.problem?.detail ?? '' });
    const refused = fields.filter((field) => error.reasonFor(field) !== undefined);
    return refused.length === 0
      ? undefined
      : refused.map((field) => t(`projects.problems.${field}`)).join(t('projects.between'));
  };
}

/** `changed`: what is shown is to be read anew, with the project as it is now where that is known. */
export function useActs(changed: (project?: Project) => Promise<unknown>) {
  const { t } = useText();
  const said = shallowRef<Said>();
  const asking = shallowRef<{ project: ActedOn; act: Act }>();
  const { busy, lines, error, send } = useSending(useRefusals());

  const bodyOf = (revision: number, act: Act, answer: Answer) =>
    ({ act, revision, ...answer }) as RouteRequest<'projects.act'>['body'];
  const words = (act: Act, project: ActedOn) => {
    const stage = targetOf(act, project);
    return { name: project.name, stage: stage === undefined ? '' : t(`projects.stages.${stage}`) };
  };

  async function run(project: ActedOn, act: Act, answer: Answer): Promise<void> {
    const params = { id: project.id };
    const after = await send(() => call('projects.act', { params, body: bodyOf(project.revision, act, answer) }));
    if (after) {
      const back = undoing[act];
      const undo = () => call('projects.act', { params, body: bodyOf(after.revision, back ?? act, {}) });
      said.value = { text: t(`projects.done.${act}`, words(act, project)), ...(back && { undo }) };
      asking.value = undefined;
    }
    // Refused, it may be because it is not as it is shown.
    await changed(after);
  }

  return {
    said,
    asking,
    busy,
    lines,
    error,
    send,
    label: (act: Act, project: ActedOn) => t(`projects.acts.${act}`, words(act, project)),
    async begin(project: ActedOn, act: Act): Promise<void> {
      error.value = undefined;
      said.value = undefined;
      if (asks(act, project) !== undefined) asking.value = { project, act };
      else await run(project, act, {});
    },
    async confirm(answer: Answer): Promise<void> {
      if (asking.value) await run(asking.value.project, asking.value.act, answer);
    },
    async undo(): Promise<void> {
      const back = said.value?.undo;
      if (!back) return;
      const after = await send(back);
      said.value = after ? { text: t('projects.done.undone') } : undefined;
      await changed(after);
    },
  };
}
