// Owns what certificates in force say: digital workshops of an enterprise, and levels a subject holds itself.
import { type Findings, noSource, type RecognitionKind, type SubjectFacts } from '@takt/model/recognition';
import type { RecognitionParts } from '../parts.ts';
import { todayOf } from '../schemes/shown.ts';

type Asked = Pick<RecognitionParts, 'db' | 'regions' | 'clock'>;

/** Warned ones are in force until they are withdrawn. */
function inForce(parts: Asked) {
  return parts.db
    .selectFrom('certificates')
    .where('state', 'in', ['valid', 'warned'])
    .where((e) => e.or([e('valid_until', 'is', null), e('valid_until', '>=', todayOf(parts))]));
}

/** Counted for every enterprise: without one it is 0, and that is known. */
export async function digitalWorkshopsOf(
  parts: Asked,
  enterprises: readonly string[],
): Promise<Map<string, { findings: Findings }>> {
  const rows = await inForce(parts)
    .select((e) => [
      'enterprise',
      e.fn.count<number>('subject').distinct().as('workshops'),
      e.fn.max('recorded_at').as('at'),
      e.fn.max('issued_on').as('last'),
    ])
    .where('counts_as', '=', 'digital_workshop')
    .where('enterprise', 'in', enterprises)
    .groupBy('enterprise')
    .execute();
  const counted = new Map(rows.map((row) => [row.enterprise, row]));
  return new Map(
    enterprises.map((id) => {
      const row = counted.get(id);
      const source = { ...noSource, kind: 'certificates', id, to: row?.last ?? null };
      const value = Number(row?.workshops ?? 0);
      const at = Number(row?.at ?? parts.clock());
      return [id, { findings: { digital_workshops: [{ value, origin: 'declared', source, at }] } }];
    }),
  );
}

export async function heldBy(parts: Asked, subjects: readonly string[]): Promise<Map<string, SubjectFacts['held']>> {
  const rows = await inForce(parts)
    .select(['subject', 'counts_as', 'id', 'issued_on', 'recorded_at'])
    .where('subject', 'in', subjects)
    .execute();
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);
  return new Map(
    [...bySubject].map(([subject, held]) => [
      subject,
      held.map(({ counts_as, id, issued_on, recorded_at }) => ({
        kind: counts_as as RecognitionKind,
        certificate: id,
        from: issued_on,
        at: recorded_at,
      })),
    ]),
  );
}
