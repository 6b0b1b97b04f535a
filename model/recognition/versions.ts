// Owns the versions of a scheme: which is in force on a day, how long a project takes, and what differs between two.
import type { Criterion, Scheme } from './scheme.ts';

interface Dated {
  version: number;
  validFrom: string;
  validTo?: string | null | undefined;
}

/** Of the versions of one scheme, the one by which an application of that day (ISO date) is judged; of several the latest. */
export function versionInForce<T extends Dated>(versions: readonly T[], day: string): T | undefined {
  return versions
    .filter(({ validFrom, validTo }) => validFrom <= day && day <= (validTo ?? '9999-12-31'))
    .reduce<T | undefined>((best, one) => (best && best.version > one.version ? best : one), undefined);
}

/** The day before an ISO date. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** Months from one ISO date to another, days as a part of the month they end in: 2021-01-15 to 2023-07-15 is 30. */
export function monthsBetween(from: string, to: string): number {
  const [a, b] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  const length = new Date(Date.UTC(b.getUTCFullYear(), b.getUTCMonth() + 1, 0)).getUTCDate();
  return months + (b.getUTCDate() - Math.min(a.getUTCDate(), length)) / length;
}

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}
export interface CriterionChange {
  id: string;
  change: 'added' | 'removed' | 'changed';
  before: Criterion | undefined;
  after: Criterion | undefined;
  /** Of a changed one. */
  fields: readonly FieldChange[];
}

export interface SchemeDifference {
  /** Of the scheme itself, its criteria left out. */
  fields: readonly FieldChange[];
  criteria: readonly CriterionChange[];
}

export function differenceOf(before: Scheme, after: Scheme): SchemeDifference {
  const { criteria: from, version: _before, ...formerly } = before;
  const { criteria: to, version: _after, ...now } = after;
  const ids = [...new Set([...to, ...from].map(({ id }) => id))];
  const criteria = ids.flatMap((id): CriterionChange[] => {
    const one = from.find((criterion) => criterion.id === id);
    const other = to.find((criterion) => criterion.id === id);
    const fields = one && other ? changesOf(one, other) : [];
    if (one && other && fields.length === 0) return [];
    return [{ id, change: !one ? 'added' : other ? 'changed' : 'removed', before: one, after: other, fields }];
  });
  return { fields: changesOf(formerly, now), criteria };
}

function changesOf(before: object, after: object): FieldChange[] {
  const [a, b] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((field) => canonical(a[field]) !== canonical(b[field]))
    .map((field) => ({ field, before: a[field], after: b[field] }));
}

/** As text in which the order of keys does not count. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'absent'
  );
}
