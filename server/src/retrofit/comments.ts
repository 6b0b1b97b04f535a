// Owns what people say of a project: added, said differently by whoever said it, never taken away.
import type { Caller } from '../platform/caller.ts';
import { attribution } from '../platform/caller.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import type { RetrofitParts } from './parts.ts';
import { writeProject } from './write.ts';

export async function comment(
  parts: RetrofitParts,
  caller: Caller,
  id: string,
  text: string,
): Promise<Outcome<{ id: number }>> {
  const written = await writeProject(parts, caller, { id }, async () =>
    done({
      keepsRevision: true,
      happenings: [{ kind: 'commented', action: 'projects.comment', details: { text } }],
    }),
  );
  return written.ok ? done({ id: await newestOwn(parts, caller, id) }) : written;
}

export async function editComment(
  parts: RetrofitParts,
  caller: Caller,
  { id, comment: number }: { id: string; comment: number },
  text: string,
): Promise<Outcome<{ id: number }>> {
  const written = await writeProject(parts, caller, { id }, async ({ transaction }) => {
    const said = await transaction
      .selectFrom('retrofit_events')
      .selectAll()
      .where('id', '=', number)
      .where('project', '=', id)
      .where('kind', '=', 'commented')
      .executeTakeFirst();
    if (!said) return refuse('not_found', 'there is no such comment on the project');
    if (said.actor !== attribution(caller).actor)
      return refuse('forbidden', 'only whoever said it says it differently');
    return done({
      keepsRevision: true,
      happenings: [{ kind: 'comment_edited', action: 'projects.editComment', details: { comment: number, text } }],
    });
  });
  return written.ok ? done({ id: number }) : written;
}

async function newestOwn({ db }: RetrofitParts, caller: Caller, project: string): Promise<number> {
  const { id } = await db
    .selectFrom('retrofit_events')
    .select((e) => e.fn.max('id').as('id'))
    .where('project', '=', project)
    .where('kind', '=', 'commented')
    .where('actor', '=', attribution(caller).actor)
    .executeTakeFirstOrThrow();
  return Number(id);
}
