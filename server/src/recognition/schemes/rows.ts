// Owns schemes as they are kept: all versions, those in force on a day, and which of their criteria an officer confirmed.
import { type Scheme, schemeSchema, versionInForce } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';

export interface KeptScheme {
  scheme: Scheme;
  origin: 'shipped' | 'edited';
  createdAt: number;
  createdByName: string;
}

interface Author {
  origin: KeptScheme['origin'];
  at: number;
  by: string;
  name?: string;
}

export function rowOf(scheme: Scheme, { origin, at, by, name = by }: Author): Row<'recognition_schemes'> {
  return {
    id: scheme.id,
    version: scheme.version,
    subject: scheme.subject,
    counts_as: scheme.countsAs,
    valid_from: scheme.validFrom,
    valid_to: scheme.validTo ?? null,
    body: JSON.stringify(scheme),
    origin,
    created_at: at,
    created_by: by,
    created_by_name: name,
  };
}

/** The end of a version is in its row: a later version ends it, and its content stays what it was. */
function keptOf(row: Row<'recognition_schemes'>): KeptScheme {
  const { validTo: _, ...scheme } = schemeSchema.parse(JSON.parse(row.body));
  return {
    scheme: row.valid_to === null ? scheme : { ...scheme, validTo: row.valid_to },
    origin: row.origin,
    createdAt: row.created_at,
    createdByName: row.created_by_name,
  };
}

/** Every version, or those of one scheme, by id and version. */
export async function readKept(db: Kysely<Schema>, id?: string): Promise<KeptScheme[]> {
  let query = db.selectFrom('recognition_schemes').selectAll().orderBy('id').orderBy('version');
  if (id !== undefined) query = query.where('id', '=', id);
  return (await query.execute()).map(keptOf);
}

/** One of each scheme that is in force on the day, an ISO date. */
export function inForceOn(kept: readonly KeptScheme[], day: string): Scheme[] {
  const byId = Map.groupBy(
    kept.map(({ scheme }) => scheme),
    ({ id }) => id,
  );
  return [...byId.values()].flatMap((versions) => versionInForce(versions, day) ?? []);
}

export type Confirmation = Row<'recognition_confirmations'>;

/** All that was said about criteria, oldest first. */
export async function readConfirmations(db: Kysely<Schema>, scheme?: string): Promise<Confirmation[]> {
  let query = db.selectFrom('recognition_confirmations').selectAll().orderBy('id');
  if (scheme !== undefined) query = query.where('scheme', '=', scheme);
  return query.execute();
}

/** Ids of criteria nobody confirmed, or whose confirmation was taken back. */
export function unverifiedOf({ id, version, criteria }: Scheme, confirmations: readonly Confirmation[]): string[] {
  const confirmed = new Map(
    confirmations
      .filter((one) => one.scheme === id && one.version === version)
      .map((one) => [one.criterion, one.confirmed === 1]),
  );
  return criteria.map((criterion) => criterion.id).filter((criterion) => confirmed.get(criterion) !== true);
}
