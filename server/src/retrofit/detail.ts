// Owns one project as its page shows it: with scope, stages, milestones, money, people, documents, decisions and what is next.
import type { Project } from '@takt/model/api';
import { deciderOf, needsOf, nextStage, type ProjectStage, projectStages } from '@takt/model/retrofit';
import { mayAtRecord } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { Row } from '../platform/database/index.ts';
import { type ProjectRecord, type RetrofitParts, stageDatesOf } from './parts.ts';
import { type FoundProject, projectRow, recordOf, withRowColumns } from './rows.ts';
import { scopesOf } from './scope.ts';

type Found = FoundProject & ProjectRecord;

/** Undefined: there is none, or it is not the caller's to see. */
export async function findProject(parts: RetrofitParts, caller: Caller, id: string): Promise<Found | undefined> {
  const found = (await withRowColumns(parts).selectAll('p').where('p.id', '=', id).executeTakeFirst()) as
    | Found
    | undefined;
  return found && mayAtRecord(caller, 'projects.read', recordOf(found)) ? found : undefined;
}

export async function projectDetail(parts: RetrofitParts, caller: Caller, found: Found): Promise<Project> {
  const { db, documents } = parts;
  const { id } = found;
  const stages = await db.selectFrom('retrofit_stages').selectAll().where('project', '=', id).execute();
  const milestones = await milestonesOf(parts, id);
  const scopes = await scopesOf(db, id, found.enterprise);
  const plan = await db.selectFrom('effect_plans').select('locked_at').where('project', '=', id).executeTakeFirst();
  const decider = deciderOf(found);
  return {
    ...projectRow(found, caller),
    description: found.description,
    supplier: found.supplier,
    funding: JSON.parse(found.funding),
    responsible: peopleOf(found),
    stopReason: found.stop_reason,
    blockedSince: found.blocked_since,
    blockedReason: found.blocked_reason,
    submittedAt: found.submitted_at,
    approvedAt: found.approved_at,
    createdAt: found.created_at,
    scopes,
    workshopMoved: scopes.some(({ moved }) => moved),
    stages: inOrder(stages.map(stageDatesOf)),
    milestones: milestones.map(({ name, due, done, ...one }) => ({ id: one.id, name, due, done })),
    documents: await documents.list({ subject_kind: 'project', subject: id }),
    next: nextOf(found, stages),
    decisions: await decisionsOf(parts, id),
    decider: decider ?? null,
    decidable: decider !== undefined && mayDecide(parts, caller, found, decider),
    goLiveLocked: plan !== undefined && plan.locked_at !== null,
  };
}

export function mayDecide(
  { regions }: Pick<RetrofitParts, 'regions'>,
  caller: Caller,
  { district }: Pick<ProjectRecord, 'district'>,
  decider: 'district' | 'city',
): boolean {
  const scope =
    decider === 'district' ? { level: decider, code: district } : { level: decider, code: regions.city.code };
  return caller.mayEverywhere('projects.decide') || caller.may('projects.decide', scope);
}

/** What came by an import may leave things out. */
function peopleOf({ responsible }: ProjectRecord): Project['responsible'] {
  const people = JSON.parse(responsible) as { name: string; duty?: string | null; phone?: string | null }[];
  return people.map(({ name, duty, phone }) => ({ name, duty: duty ?? '', phone: phone ?? '' }));
}

function inOrder(stages: Project['stages']): Project['stages'] {
  return stages.sort((a, b) => projectStages.indexOf(a.stage) - projectStages.indexOf(b.stage));
}

function nextOf(found: ProjectRecord, rows: Row<'retrofit_stages'>[]): Project['next'] {
  const { stage, approval, go_live: goLive } = found;
  const into = stage === 'stopped' ? undefined : nextStage(stage);
  if (into === undefined) return null;
  const standing = { stage, stoppedIn: null, approval, goLive, stages: rows.map(stageDatesOf) };
  // The day it is accepted is said when it is closed.
  const needs = needsOf(standing, into, null).filter(({ need }) => need !== 'acceptance_date');
  const sent = needs.map((one) => ({
    need: one.need,
    stages: one.need === 'planned_dates' ? [...one.stages] : ([] as ProjectStage[]),
  }));
  return { stage: into, needs: sent };
}

function milestonesOf({ db }: RetrofitParts, project: string) {
  return db
    .selectFrom('retrofit_milestones')
    .selectAll()
    .where('project', '=', project)
    .where('removed_at', 'is', null)
    .orderBy('due')
    .orderBy('id')
    .execute();
}

async function decisionsOf({ db }: RetrofitParts, project: string): Promise<Project['decisions']> {
  const rows = await db
    .selectFrom('retrofit_events')
    .selectAll()
    .where('project', '=', project)
    .where('kind', '=', 'decided')
    .orderBy('id')
    .execute();
  return rows.map(({ at, actor_name: actorName, details }) => {
    const { by, decision, reason = null } = JSON.parse(details);
    return { at, actorName, by, decision, reason };
  });
}
