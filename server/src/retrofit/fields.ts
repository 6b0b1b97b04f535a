// Owns what is kept of a project's fields: checked against what the operator allows and against its way so far.
import type { RouteInput } from '@takt/model/api';
import { datesOf, projectStages, type StageDates, withDates } from '@takt/model/retrofit';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import type { Refusal } from '../platform/outcome.ts';
import { type ProjectRecord, type RetrofitParts, stageDatesOf } from './parts.ts';

export type AskedFields = Omit<RouteInput<'projects.change'>['body'], 'revision'>;
type Errors = NonNullable<Refusal['errors']>;

/** Types and sources of funding a project has already may stay though the operator dropped them. */
export function kindErrors(
  { terms }: Pick<RetrofitParts, 'terms'>,
  asked: AskedFields,
  before?: Pick<ProjectRecord, 'type' | 'funding'>,
): Errors {
  const types = [...terms.types.map(({ code }) => code), ...(before ? [before.type] : [])];
  const had = before ? (JSON.parse(before.funding) as AskedFields['funding']) : [];
  const sources = [...terms.fundingSources.map(({ code }) => code), ...had.map(({ source }) => source)];
  const errors: Errors = [];
  if (!types.includes(asked.type)) errors.push({ field: 'type', reason: `must be one of ${types.join(', ')}` });
  for (const [index, { source }] of asked.funding.entries())
    if (!sources.includes(source))
      errors.push({ field: `funding.${index}.source`, reason: `must be one of ${sources.join(', ')}` });
  return errors;
}

/** Stages as they are asked for over what is kept of them; those that are not named stay. */
export function mergedStages(
  before: readonly StageDates[],
  asked: AskedFields['stages'],
  /** Where it is, or was stopped. */
  current: StageDates['stage'],
  today: string,
): { stages: StageDates[]; errors: Errors } {
  const errors: Errors = [];
  let stages = [...before];
  for (const [index, { stage, plannedFrom, plannedTo, ...actual }] of asked.entries()) {
    const kept = datesOf(before, stage);
    const next = { ...kept, plannedFrom, plannedTo, ...withoutUndefined(actual) };
    for (const [field, reason] of actualErrors(kept, next, current, today))
      errors.push({ field: `stages.${index}.${field}`, reason });
    stages = withDates(stages, next);
  }
  return { stages, errors };
}

function* actualErrors(
  kept: StageDates,
  next: StageDates,
  current: StageDates['stage'],
  today: string,
): Generator<[keyof StageDates, string]> {
  const ahead = projectStages.indexOf(next.stage) - projectStages.indexOf(current);
  for (const field of ['actualFrom', 'actualTo'] as const) {
    const value = next[field];
    if (value === kept[field]) continue;
    const over = ahead < 0 || current === 'closed' || (next.stage === 'acceptance' && ahead === 0);
    if (ahead > 0) yield [field, 'the stage is not reached yet'];
    else if (field === 'actualTo' && !over) yield [field, 'the stage is not over yet'];
    else if (value === null && ahead < 0) yield [field, 'the stage is over'];
    else if (value !== null && value > today) yield [field, 'is in the future'];
  }
  if (next.actualFrom !== null && next.actualTo !== null && next.actualTo < next.actualFrom)
    yield ['actualTo', 'is before its begin'];
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

export function columnsOf(asked: AskedFields) {
  return {
    name: asked.name,
    type: asked.type,
    description: asked.description,
    planned_yuan: asked.plannedYuan,
    paid_yuan: asked.paidYuan,
    funding: JSON.stringify(asked.funding),
    supplier: asked.supplier,
    responsible: JSON.stringify(asked.responsible),
    go_live: asked.goLive,
  };
}

export async function readStages(db: Kysely<Schema>, project: string): Promise<StageDates[]> {
  const rows = await db.selectFrom('retrofit_stages').selectAll().where('project', '=', project).execute();
  return rows.map(stageDatesOf);
}

export async function writeStages(
  transaction: Kysely<Schema>,
  project: string,
  stages: readonly StageDates[],
): Promise<void> {
  await transaction.deleteFrom('retrofit_stages').where('project', '=', project).execute();
  if (stages.length === 0) return;
  const rows = stages.map(({ stage, plannedFrom, plannedTo, actualFrom, actualTo }) => ({
    project,
    stage,
    planned_from: plannedFrom,
    planned_to: plannedTo,
    actual_from: actualFrom,
    actual_to: actualTo,
  }));
  await transaction.insertInto('retrofit_stages').values(rows).execute();
}
