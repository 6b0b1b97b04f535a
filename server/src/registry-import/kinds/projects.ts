// Owns importing retrofit projects: found by their number. Stages and amounts that were decided over stay with the project's page.

import { inParts } from '../../platform/database/in-parts.ts';
import type { Row } from '../../platform/database/index.ts';
import type { Values } from '../row.ts';
import { findEnterprises } from './references.ts';
import {
  type Changed,
  type Db,
  expectOne,
  type KindRules,
  type Match,
  numberOf,
  type Resolved,
  reject,
  type Stamp,
  textOf,
  type Written,
} from './rules.ts';

type Project = Row<'retrofit_projects'>;

/** By key of the column: what may change of it. */
const columns = {
  name: 'name',
  type: 'type',
  plannedYuan: 'planned_yuan',
  paidYuan: 'paid_yuan',
  supplier: 'supplier',
  goLive: 'go_live',
  description: 'description',
} as const satisfies Record<string, keyof Project>;

export const projectRules: KindRules = {
  keysOf: ({ code }) => [{ key: String(code).toLowerCase() }],
  async match(db, rows, { reach }) {
    const enterpriseOf = await findEnterprises(
      db,
      rows.map(({ enterprise }) => enterprise),
      reach,
    );
    const codes = rows.map(({ code }) => String(code));
    const kept =
      codes.length === 0
        ? []
        : await db.selectFrom('retrofit_projects').selectAll().where('code', 'in', codes).execute();
    const byCode = new Map(kept.map((one) => [one.code, one]));
    return rows.map((values): Match => {
      const enterprise = enterpriseOf(values.enterprise);
      if (!enterprise.ok) return reject(enterprise.code, 'enterprise');
      const { id, district } = enterprise.value;
      const project = byCode.get(String(values.code));
      return project
        ? matchKept(project, { ...values, enterprise: id })
        : { kind: 'new', values: { ...values, enterprise: id, district } };
    });
  },
  async insert(transaction, records, stamp) {
    const rows = records.map(
      ({ id, values }): Project => ({
        id,
        code: String(values.code),
        name: String(values.name),
        enterprise: String(values.enterprise),
        district: String(values.district),
        type: String(values.type),
        stage: (textOf(values.stage) ?? 'diagnosis') as Project['stage'],
        stopped_in: null,
        stop_reason: null,
        description: textOf(values.description),
        planned_yuan: numberOf(values.plannedYuan) ?? 0,
        paid_yuan: numberOf(values.paidYuan) ?? 0,
        funding: '[]',
        supplier: textOf(values.supplier),
        responsible: '[]',
        go_live: textOf(values.goLive),
        blocked_since: null,
        blocked_reason: null,
        route: null,
        approval: 'draft',
        submitted_at: null,
        approved_at: null,
        created_at: stamp.recorded_at,
        created_by: stamp.recorded_by,
        updated_at: stamp.recorded_at,
        revision: 1,
      }),
    );
    for (const part of inParts(rows)) await transaction.insertInto('retrofit_projects').values(part).execute();
    await tell(transaction, 'created', records, stamp);
  },
  async update(transaction, records, stamp) {
    for (const record of records) {
      const updated = await transaction
        .updateTable('retrofit_projects')
        .set({ ...changedColumns(record), updated_at: stamp.recorded_at, revision: record.revision + 1 })
        .where('id', '=', record.id)
        .where('revision', '=', record.revision)
        .executeTakeFirst();
      expectOne(updated, record.id);
    }
    await tell(transaction, 'changed', records, stamp);
  },
};

function matchKept(project: Project, values: Values): Match {
  if (project.enterprise !== values.enterprise) return reject('other_enterprise', 'enterprise');
  if (values.stage !== undefined && values.stage !== project.stage)
    return reject('stage_moves', 'stage', { kept: project.stage });
  const open = project.approval === 'draft' || project.approval === 'returned';
  if (!open && values.plannedYuan !== project.planned_yuan) return reject('decided', 'plannedYuan');
  const kept = Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, project[column]]));
  return {
    kind: 'kept',
    values,
    record: project.id,
    revision: project.revision,
    kept: { ...kept, code: project.code, enterprise: project.enterprise, stage: project.stage },
    keptBy: '',
  };
}

function changedColumns({ values }: Changed): Partial<Project> {
  const changed = Object.entries(columns).flatMap(([key, column]) => (key in values ? [[column, values[key]]] : []));
  return Object.fromEntries(changed);
}

/** Into the history of each project. */
async function tell(
  transaction: Db,
  kind: 'created' | 'changed',
  records: readonly (Written & { before?: Resolved })[],
  stamp: Stamp,
): Promise<void> {
  const events = records.map(({ id, before, values: after }) => ({
    project: id,
    at: stamp.recorded_at,
    actor: stamp.recorded_by,
    actor_name: stamp.recorded_by_name,
    kind,
    details: JSON.stringify({ ...(before && { before }), after, import: stamp.import }),
  }));
  for (const part of inParts(events)) await transaction.insertInto('retrofit_events').values(part).execute();
}
