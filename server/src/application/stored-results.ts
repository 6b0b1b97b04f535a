// Owns results as they were evaluated last, where nothing evaluates at the moment that asks.
import type { Criterion, CriterionResult } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import type { Evaluate } from './parts.ts';

/** What was not evaluated, or by another version, is unknown. */
export function storedResults(db: Kysely<Schema>): Evaluate {
  return async ({ kind, id }, scheme, purpose) => {
    const row = await db
      .selectFrom('recognition_evaluations')
      .select(['results', 'version'])
      .where('subject_kind', '=', kind)
      .where('subject', '=', id)
      .where('scheme', '=', scheme.id)
      .executeTakeFirst();
    const known = row?.version === scheme.version ? (JSON.parse(row.results) as CriterionResult[]) : [];
    return scheme.criteria
      .filter(({ appliesTo }) => appliesTo === 'both' || appliesTo === purpose)
      .map((criterion) => known.find((one) => one.criterion === criterion.id) ?? unknown(criterion));
  };
}

function unknown({ id, threshold }: Criterion): CriterionResult {
  const source = { kind: 'none', id: null, from: null, to: null, detail: null };
  const nothing = { outcome: 'unknown', value: null, origin: null, at: null } as const;
  return { criterion: id, ...nothing, threshold, source, reason: 'not_said' };
}
