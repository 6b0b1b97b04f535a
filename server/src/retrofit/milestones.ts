// Owns milestones of a project: added, changed, done or not, removed and then kept with their end.
import { randomUUID } from 'node:crypto';
import type { Project, RouteInput } from '@takt/model/api';
import type { Kysely } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { type RetrofitParts, todayOf } from './parts.ts';
import { writeAndRead } from './write.ts';

/** More than these are no milestones any more. */
const mostMilestones = 200;

export function addMilestone(
  parts: RetrofitParts,
  caller: Caller,
  id: string,
  { revision, name, due }: RouteInput<'projects.addMilestone'>['body'],
): Promise<Outcome<Project>> {
  return writeAndRead(parts, caller, { id, revision }, async ({ transaction }) => {
    const there = await openMilestones(transaction, id).execute();
    if (there.length >= mostMilestones) return refuse('conflict', `it has ${mostMilestones} milestones already`);
    const row = { id: randomUUID(), project: id, name, due, done: null, removed_at: null };
    await transaction.insertInto('retrofit_milestones').values(row).execute();
    return told('milestone_added', 'projects.addMilestone', { after: stateOf(row), milestone: row.id });
  });
}

export function changeMilestone(
  parts: RetrofitParts,
  caller: Caller,
  { id, milestone }: { id: string; milestone: string },
  { revision, ...after }: RouteInput<'projects.changeMilestone'>['body'],
): Promise<Outcome<Project>> {
  return writeAndRead(parts, caller, { id, revision }, async ({ transaction }) => {
    const row = await openMilestones(transaction, id).where('id', '=', milestone).executeTakeFirst();
    if (!row) return noSuchMilestone();
    if (after.done !== null && after.done > todayOf(parts))
      return refuse('invalid', 'that day is not over yet', [{ field: 'done', reason: 'is in the future' }]);
    await transaction.updateTable('retrofit_milestones').set(after).where('id', '=', milestone).execute();
    return told('milestone_changed', 'projects.changeMilestone', { before: stateOf(row), after, milestone });
  });
}

export function removeMilestone(
  parts: RetrofitParts,
  caller: Caller,
  { id, milestone }: { id: string; milestone: string },
  revision: number,
): Promise<Outcome<Project>> {
  return writeAndRead(parts, caller, { id, revision }, async ({ transaction }) => {
    const row = await openMilestones(transaction, id).where('id', '=', milestone).executeTakeFirst();
    if (!row) return noSuchMilestone();
    const removed = { removed_at: parts.clock() };
    await transaction.updateTable('retrofit_milestones').set(removed).where('id', '=', milestone).execute();
    return told('milestone_removed', 'projects.removeMilestone', { before: stateOf(row), milestone });
  });
}

function openMilestones(db: Kysely<Schema>, project: string) {
  return db
    .selectFrom('retrofit_milestones')
    .selectAll()
    .where('project', '=', project)
    .where('removed_at', 'is', null);
}

const noSuchMilestone = () => refuse('not_found', 'there is no such milestone of the project');

function stateOf({ name, due, done: when }: Row<'retrofit_milestones'>) {
  return { name, due, done: when };
}

function told(
  kind: 'milestone_added' | 'milestone_changed' | 'milestone_removed',
  action: string,
  details: { before?: object; after?: object; milestone: string },
) {
  return done({ happenings: [{ kind, action, details }] });
}
