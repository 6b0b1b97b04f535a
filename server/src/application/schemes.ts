// Owns reading schemes: the version in force on a day, versions by name, and which of their figures an officer has confirmed.
import type { Scheme } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import { inParts } from '../platform/database/in-parts.ts';
import type { Schema } from '../platform/database/index.ts';

/** Undefined: none is in force then. Of several the latest. */
export async function schemeInForce(db: Kysely<Schema>, id: string, day: string): Promise<Scheme | undefined> {
  const row = await db
    .selectFrom('recognition_schemes')
    .select('body')
    .where('id', '=', id)
    .where('valid_from', '<=', day)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', day)]))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as Scheme);
}

export async function readScheme(db: Kysely<Schema>, id: string, version: number): Promise<Scheme | undefined> {
  const row = await db
    .selectFrom('recognition_schemes')
    .select('body')
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as Scheme);
}

/** By `id@version`. */
export async function readSchemes(
  db: Kysely<Schema>,
  asked: readonly { scheme: string; version: number }[],
): Promise<Map<string, Scheme>> {
  const schemes = new Map<string, Scheme>();
  for (const ids of inParts([...new Set(asked.map(({ scheme }) => scheme))])) {
    const rows = await db.selectFrom('recognition_schemes').select('body').where('id', 'in', ids).execute();
    for (const { body } of rows) {
      const scheme = JSON.parse(body) as Scheme;
      schemes.set(schemeKey(scheme.id, scheme.version), scheme);
    }
  }
  return schemes;
}

export const schemeKey = (id: string, version: number) => `${id}@${version}`;

/** Ids of criteria whose figures somebody compared with the document they are from; the last word counts. */
export async function confirmedCriteria(db: Kysely<Schema>, id: string, version: number): Promise<Set<string>> {
  const rows = await db
    .selectFrom('recognition_confirmations')
    .select(['criterion', 'confirmed'])
    .where('scheme', '=', id)
    .where('version', '=', version)
    .orderBy('id')
    .execute();
  const confirmed = new Set<string>();
  for (const row of rows)
    if (row.confirmed) confirmed.add(row.criterion);
    else confirmed.delete(row.criterion);
  return confirmed;
}
