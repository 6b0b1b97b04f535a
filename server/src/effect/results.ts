// Owns the latest results of a project: kept for whoever reads them without computing, and what is declared beside them.
import type { RouteInput, SentDeclaredEffect, SentMeasuredEffect } from '@takt/model/api';
import type { DeclaredIndicator } from '@takt/model/effect';
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { done, type Outcome } from '../platform/outcome.ts';
import type { EffectParts } from './parts.ts';
import { auditScopeOf, findRecord } from './record.ts';

type ResultRow = Row<'effect_results'>;

/** Writes what changed. Days are not kept: they are computed when somebody looks. */
export async function saveMeasured(
  { db, clock }: Pick<EffectParts, 'db' | 'clock'>,
  project: string,
  measured: readonly SentMeasuredEffect[],
): Promise<void> {
  const rows = measured.map((effect) => rowOf(project, effect, clock()));
  const kept = await db
    .selectFrom('effect_results')
    .select(['indicator', 'details'])
    .where('project', '=', project)
    .where('origin', '=', 'measured')
    .execute();
  const known = new Map(kept.map(({ indicator, details }) => [indicator, details]));
  const changed = rows.filter(({ indicator, details }) => known.get(indicator) !== details);
  const dropped = kept.map(({ indicator }) => indicator).filter((one) => !rows.some((row) => row.indicator === one));
  if (changed.length === 0 && dropped.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    if (dropped.length > 0)
      await transaction
        .deleteFrom('effect_results')
        .where('project', '=', project)
        .where('origin', '=', 'measured')
        .where('indicator', 'in', dropped)
        .execute();
    if (changed.length > 0) await put(transaction, changed);
  });
}

async function put(transaction: Kysely<Schema>, rows: readonly ResultRow[]): Promise<void> {
  await transaction
    .insertInto('effect_results')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['project', 'indicator', 'origin']).doUpdateSet((e) => ({
        computed_at: e.ref('excluded.computed_at'),
        verdict: e.ref('excluded.verdict'),
        reason: e.ref('excluded.reason'),
        estimate: e.ref('excluded.estimate'),
        low: e.ref('excluded.low'),
        high: e.ref('excluded.high'),
        error: e.ref('excluded.error'),
        days_before: e.ref('excluded.days_before'),
        days_after: e.ref('excluded.days_after'),
        coverage: e.ref('excluded.coverage'),
        details: e.ref('excluded.details'),
      })),
    )
    .execute();
}

function rowOf(project: string, { days: _, ...told }: SentMeasuredEffect, now: number): ResultRow {
  const { indicator, verdict, reason, effect, daysBefore, daysAfter, coverage } = told;
  return {
    project,
    indicator,
    computed_at: now,
    origin: 'measured',
    verdict,
    reason,
    estimate: effect?.value ?? null,
    low: effect?.low ?? null,
    high: effect?.high ?? null,
    error: effect?.error ?? null,
    days_before: daysBefore,
    days_after: daysAfter,
    coverage,
    details: JSON.stringify(told),
  };
}

export async function declaredOf(db: Kysely<Schema>, project: string): Promise<SentDeclaredEffect[]> {
  const rows = await db
    .selectFrom('effect_results')
    .select(['indicator', 'details'])
    .where('project', '=', project)
    .where('origin', '=', 'declared')
    .orderBy('indicator')
    .execute();
  return rows.map(({ indicator, details }) => ({ indicator: indicator as DeclaredIndicator, ...JSON.parse(details) }));
}

export async function declare(
  parts: EffectParts,
  caller: Caller,
  { params, body }: Pick<RouteInput<'effect.declare'>, 'params' | 'body'>,
): Promise<Outcome<SentDeclaredEffect>> {
  const found = await findRecord(parts, caller, params.id, 'projects.read', 'projects.write');
  if (!found.ok) return found;
  const record = found.value;
  const declaredAt = parts.clock();
  const details = { ...body, declaredAt, declaredBy: caller.name };
  const { indicator } = params;
  await parts.db.transaction().execute(async (transaction) => {
    const before = (await declaredOf(transaction, record.id)).find((one) => one.indicator === indicator);
    await put(transaction, [
      {
        project: record.id,
        indicator,
        computed_at: declaredAt,
        origin: 'declared',
        verdict: 'declared',
        reason: null,
        estimate: body.after - body.before,
        low: null,
        high: null,
        error: null,
        days_before: 0,
        days_after: 0,
        coverage: null,
        details: JSON.stringify(details),
      },
    ]);
    await parts.audit(transaction, {
      ...attribution(caller),
      action: 'effect.declare',
      outcome: 'done',
      kind: 'effect',
      code: record.code,
      scope: auditScopeOf(record),
      before: before ?? null,
      after: { indicator, ...details },
    });
  });
  return done({ indicator, ...details });
}
