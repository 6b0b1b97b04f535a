// Owns declared figures of enterprises, workshops and projects: each keeps those it took the place of.
import type { FigureRecord, RouteInput } from '@takt/model/api';
import type { FigureInput, FigureSubject } from '@takt/model/registry';
import type { Caller } from '../platform/caller.ts';
import type { Row } from '../platform/database/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { findChild } from './children.ts';
import type { RegistryParts } from './parts.ts';
import { accessTo, type Enterprise, findEnterprise, sees } from './sight.ts';
import { figureView } from './views.ts';
import { auditRecord, type Db, declaredBy, inTurn, invalid, newId } from './write.ts';

type Names = 'figures.list' | 'figures.declare';

export function figureRoutes(parts: RegistryParts): Handlers<Names> {
  return {
    async 'figures.list'({ params, query, caller }) {
      const owner = await ownerOf(parts.db, params.subject, params.id);
      if (!owner || !sees(caller, owner)) return noSubject(params);
      const rows = await parts.db
        .selectFrom('figures')
        .selectAll()
        .where('subject_kind', '=', params.subject)
        .where('subject', '=', params.id)
        .$if(query.indicator !== undefined, (q) => q.where('indicator', '=', query.indicator ?? ''))
        .orderBy('recorded_at', 'desc')
        .orderBy('id')
        .limit(query.limit)
        .execute();
      return done(rows.map(figureView));
    },
    'figures.declare': ({ params, body, caller }) => declareFigure(parts, caller, params, body),
  };
}

type Params = RouteInput<'figures.declare'>['params'];

const noSubject = ({ subject, id }: Params) => refuse('not_found', `there is no ${subject} "${id}" in the registry`);

function declareFigure(
  parts: RegistryParts,
  caller: Caller,
  params: Params,
  body: FigureInput,
): Promise<Outcome<FigureRecord>> {
  return inTurn(parts, async (transaction) => {
    const owner = await ownerOf(transaction, params.subject, params.id);
    if (!owner) return noSubject(params);
    if (!accessTo(caller, owner).write)
      return sees(caller, owner) ? refuse('forbidden', 'you may not change this record') : noSubject(params);
    if (body.document !== null && !(await isDocumentOf(transaction, params, body.document)))
      return invalid([{ field: 'document', reason: `there is no document "${body.document}" of it` }]);
    const row: Row<'figures'> = {
      id: newId(),
      subject_kind: params.subject,
      subject: params.id,
      indicator: body.indicator,
      value: body.value,
      from_date: body.from,
      to_date: body.to,
      note: body.note || null,
      document: body.document,
      superseded_at: null,
      ...declaredBy(parts, caller),
    };
    const before = await supersede(transaction, row, parts.clock());
    await transaction.insertInto('figures').values(row).execute();
    const view = figureView(row);
    const details = ({ id: _i, since: _s, by: _b, supersededAt: _u, ...figure }: FigureRecord) => figure;
    const about = { action: 'figures.declare', kind: 'figure', code: row.id } as const;
    const told = { before: before ? details(figureView(before)) : null, after: details(view) };
    await parts.audit(transaction, auditRecord(caller, owner, { ...about, ...told }));
    return done(view);
  });
}

/** Those of the same indicator and period that counted until now; the latest of them. */
async function supersede(db: Db, row: Row<'figures'>, now: number): Promise<Row<'figures'> | undefined> {
  const counting = await db
    .selectFrom('figures')
    .selectAll()
    .where('subject_kind', '=', row.subject_kind)
    .where('subject', '=', row.subject)
    .where('indicator', '=', row.indicator)
    .where('superseded_at', 'is', null)
    .where('from_date', row.from_date === null ? 'is' : '=', row.from_date)
    .where('to_date', row.to_date === null ? 'is' : '=', row.to_date)
    .orderBy('recorded_at', 'desc')
    .execute();
  const ids = counting.map(({ id }) => id);
  if (ids.length > 0) await db.updateTable('figures').set({ superseded_at: now }).where('id', 'in', ids).execute();
  return counting[0];
}

type Owner = Pick<Enterprise, 'district' | 'plant_enterprise'>;

/** Where the subject counts, and whose it is. */
async function ownerOf(db: Db, subject: FigureSubject, id: string): Promise<Owner | undefined> {
  if (subject === 'enterprise') return findEnterprise(db, id);
  const record =
    subject === 'workshop'
      ? await findChild(db, 'registry_workshops', id)
      : await db
          .selectFrom('retrofit_projects')
          .select(['enterprise', 'district'])
          .where('id', '=', id)
          .executeTakeFirst();
  const enterprise = record && (await findEnterprise(db, record.enterprise));
  return enterprise && { district: record.district, plant_enterprise: enterprise.plant_enterprise };
}

async function isDocumentOf(db: Db, { subject, id }: Params, document: string): Promise<boolean> {
  const row = await db
    .selectFrom('documents')
    .select('id')
    .where('id', '=', document)
    .where('subject', '=', id)
    .where('subject_kind', 'in', subject === 'workshop' ? ['figure'] : [subject, 'figure'])
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
