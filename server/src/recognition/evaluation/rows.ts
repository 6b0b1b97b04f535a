// Owns evaluations as they are kept: one row for each subject and scheme, replaced by each evaluation.
import {
  type CriterionResult,
  distanceOf,
  outcomeLetters,
  type Scheme,
  withoutMeasured,
} from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { Subject } from '../facts/index.ts';

type Evaluation = Row<'recognition_evaluations'>;

export function evaluationOf(
  { kind, id, enterprise, district }: Subject,
  scheme: Scheme,
  results: readonly CriterionResult[],
  at: number,
): Evaluation {
  const open = withoutMeasured(results);
  return {
    subject_kind: kind,
    subject: id,
    scheme: scheme.id,
    version: scheme.version,
    enterprise,
    district,
    ...distanceOf(results),
    open_distance: distanceOf(open).distance,
    outcomes: outcomeLetters(results),
    open_outcomes: outcomeLetters(open),
    evaluated_at: at,
    results: JSON.stringify(results),
  };
}

const columns = [
  'version',
  'enterprise',
  'district',
  'failed',
  'unknown',
  'distance',
  'open_distance',
  'outcomes',
  'open_outcomes',
  'evaluated_at',
  'results',
] as const;

export async function keepEvaluations(db: Kysely<Schema>, rows: readonly Evaluation[]): Promise<void> {
  for (const part of inParts(rows))
    await db
      .insertInto('recognition_evaluations')
      .values(part)
      .onConflict((conflict) =>
        conflict
          .columns(['subject_kind', 'subject', 'scheme'])
          .doUpdateSet((e) => Object.fromEntries(columns.map((name) => [name, e.ref(`excluded.${name}`)])) as never),
      )
      .execute();
}

/** Results are written by this capability alone. */
export function resultsOf({ results }: Pick<Evaluation, 'results'>): CriterionResult[] {
  return JSON.parse(results) as CriterionResult[];
}
