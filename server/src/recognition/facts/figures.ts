// Owns what is declared as a figure: the latest of each indicator that is not superseded.
import { type Finding, type Findings, isKnownIndicator, noSource } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';

export type FigureSubject = Row<'figures'>['subject_kind'];

export async function figuresOf(
  db: Kysely<Schema>,
  kind: FigureSubject,
  ids: readonly string[],
): Promise<Map<string, { findings: Findings }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('figures')
    .select(['id', 'subject', 'indicator', 'value', 'from_date', 'to_date', 'origin', 'recorded_at'])
    .where('subject_kind', '=', kind)
    .where('subject', 'in', ids)
    .where('superseded_at', 'is', null)
    .execute();
  const known = new Map<string, { findings: Record<string, Finding[]> }>();
  for (const { id, subject, indicator, value, from_date, to_date, origin, recorded_at } of rows) {
    if (!isKnownIndicator(indicator)) continue;
    const { findings } = known.get(subject) ?? { findings: {} };
    known.set(subject, { findings });
    const source = { ...noSource, kind: 'figure', id, from: from_date, to: to_date };
    findings[indicator] = [
      ...(findings[indicator] ?? []),
      { value, origin: declared(origin), source, at: recorded_at },
    ];
  }
  return known;
}

/** Whoever writes a figure says it; only telemetry measures. */
function declared(origin: string): Finding['origin'] {
  return origin === 'imported' ? 'imported' : 'declared';
}
