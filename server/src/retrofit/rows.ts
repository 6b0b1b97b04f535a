// Owns reading projects as lists, cards and bars show them: what one may see of what one asks for.
import type { ProjectRow } from '@takt/model/api';
import { type BureauRecord, bureauSightOf, mayAtRecord } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import { fitting, isOverdue, type Joined, joinedFor, type ProjectFilter, projectsIn, seenBy } from './conditions.ts';
import { type ProjectRecord, type RetrofitParts, todayOf } from './parts.ts';

/** What the caller may see of what is asked for. */
export function seenProjects(parts: RetrofitParts, caller: Caller, filter: ProjectFilter, joined: Joined = {}) {
  const { db, regions, plant } = parts;
  const sight = bureauSightOf({ regions, placeOf: plant.placeOf }, caller, 'projects.read');
  const district = filter.district === undefined ? {} : { district: regions.canonical(filter.district) };
  const asked = { ...filter, ...district };
  return projectsIn(db, { ...joinedFor(filter), ...joined }).where((b) =>
    b.and([seenBy(b, sight), ...fitting(b, asked, todayOf(parts), regions.city.timeZone)]),
  );
}

/** In the order of the ids: to sort is to look at every project, and then little is to be known of each. */
export async function rowsOf(parts: RetrofitParts, caller: Caller, ids: readonly string[]): Promise<ProjectRow[]> {
  if (ids.length === 0) return [];
  const found = await withRowColumns(parts).where('p.id', 'in', ids).execute();
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [projectRow(row, caller)] : [];
  });
}

const columns = [
  'p.id',
  'p.code',
  'p.name',
  'p.enterprise',
  'e.name as enterprise_name',
  'e.plant_enterprise',
  'p.district',
  'p.type',
  'p.stage',
  'p.stopped_in',
  'p.approval',
  'p.route',
  'p.planned_yuan',
  'p.paid_yuan',
  'p.go_live',
  'p.blocked_since',
  'p.updated_at',
  'p.revision',
  'c.planned_to as stage_due',
] as const;

/** Of every project; what it is narrowed to decides what it costs. */
export function withRowColumns(parts: RetrofitParts) {
  return projectsIn(parts.db, { enterprise: true, stage: true })
    .select(columns)
    .select((b) =>
      b
        .case()
        .when(isOverdue(b, todayOf(parts)))
        .then(1)
        .else(0)
        .end()
        .as('overdue'),
    );
}

export interface FoundProject
  extends Pick<
    ProjectRecord,
    | 'id'
    | 'code'
    | 'name'
    | 'enterprise'
    | 'district'
    | 'type'
    | 'stage'
    | 'stopped_in'
    | 'approval'
    | 'route'
    | 'planned_yuan'
    | 'paid_yuan'
    | 'go_live'
    | 'blocked_since'
    | 'updated_at'
    | 'revision'
  > {
  enterprise_name: string;
  plant_enterprise: string | null;
  stage_due: string | null;
  /** 0 or 1. */
  overdue: number;
}

export function recordOf(found: Pick<FoundProject, 'district' | 'plant_enterprise'>): BureauRecord {
  return { district: found.district, plantEnterprise: found.plant_enterprise };
}

export function projectRow(found: FoundProject, caller: Caller): ProjectRow {
  return {
    id: found.id,
    code: found.code,
    name: found.name,
    enterprise: found.enterprise,
    enterpriseName: found.enterprise_name,
    district: found.district,
    type: found.type,
    stage: found.stage,
    stoppedIn: found.stopped_in as ProjectRow['stoppedIn'],
    approval: found.approval,
    route: found.route,
    plannedYuan: found.planned_yuan,
    paidYuan: found.paid_yuan,
    goLive: found.go_live,
    stageDue: found.stage_due,
    overdue: found.overdue === 1,
    blocked: found.blocked_since !== null,
    updatedAt: found.updated_at,
    revision: found.revision,
    writable: mayAtRecord(caller, 'projects.write', recordOf(found)),
  };
}
