// Owns reading the history of a project, newest first: what happened and what was said, comments as they read today.
import type { RouteAnswer } from '@takt/model/api';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row } from '../platform/database/index.ts';
import { done, type Outcome } from '../platform/outcome.ts';
import { findProject } from './detail.ts';
import type { RetrofitParts } from './parts.ts';
import { noSuchProject } from './write.ts';

type Event = RouteAnswer<'projects.events'>[number];

export async function projectEvents(
  parts: RetrofitParts,
  caller: Caller,
  id: string,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<Outcome<Event[]>> {
  if (!(await findProject(parts, caller, id))) return noSuchProject();
  const ofProject = parts.db.selectFrom('retrofit_events').selectAll().where('project', '=', id);
  const older = before === undefined ? ofProject : ofProject.where('id', '<', before);
  // How a comment was edited is told with the comment.
  const rows = await older.where('kind', '!=', 'comment_edited').orderBy('id', 'desc').limit(limit).execute();
  const edits = await ofProject.where('kind', '=', 'comment_edited').orderBy('id').execute();
  return done(rows.map((row) => eventOf(row, edits, attribution(caller).actor)));
}

function eventOf(row: Row<'retrofit_events'>, edits: readonly Row<'retrofit_events'>[], actor: string): Event {
  const { id, at, actor_name: actorName } = row;
  const kind = row.kind as Event['kind'];
  const details = JSON.parse(row.details);
  const texts = [
    { at, text: details.text as string },
    ...edits
      .map((edit) => ({ at: edit.at, details: JSON.parse(edit.details) }))
      .filter((edit) => edit.details.comment === id)
      .map((edit) => ({ at: edit.at, text: edit.details.text as string })),
  ];
  const own = kind === 'commented' && row.actor === actor;
  if (kind !== 'commented') return { id, at, actorName, kind, details, earlier: [], own };
  return {
    id,
    at,
    actorName,
    kind,
    details: { ...details, text: texts.at(-1)?.text },
    earlier: texts.slice(0, -1),
    own,
  };
}
