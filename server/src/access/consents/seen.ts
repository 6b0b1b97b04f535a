// Owns reading the log of disclosures: each side sees its own, newest first; also as CSV.
import type { Permission } from '@takt/model/access';
import type { RouteAnswer } from '@takt/model/api';
import type { Kysely } from 'kysely';
import type { Caller } from '../../platform/caller.ts';
import { type CsvCell, formatCsv } from '../../platform/csv/index.ts';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { ConsentParts } from './index.ts';
import { sightOf } from './sight.ts';

export type Disclosure = RouteAnswer<'disclosures.list'>[number];

interface Asked {
  enterprise?: string | undefined;
  limit: number;
  /** Rows before this one. */
  before?: number | undefined;
}

/** Every disclosure is one under a consent that is known, so the consents a caller sees say which it sees. */
export async function readDisclosures(parts: ConsentParts, caller: Caller, asked: Asked): Promise<Disclosure[]> {
  const { db, directory, plant } = parts;
  const sight = sightOf(caller, 'disclosures.read', plant.placeOf);
  const consents = [...directory.consents()].filter(
    (consent) => sight.sees(consent) && (asked.enterprise ?? consent.enterprise) === consent.enterprise,
  );
  const rows = sight.everything
    ? await select(db, asked, undefined)
    : (
        await Promise.all(
          [
            ...inParts(
              consents.map(({ id }) => id),
              5000,
            ),
          ].map((ids) => select(db, asked, ids)),
        )
      ).flat();
  return rows
    .sort((a, b) => b.id - a.id)
    .slice(0, asked.limit)
    .map((row) => sent(row, plant.name('enterprise', row.enterprise) ?? row.enterprise));
}

function select(db: Kysely<Schema>, { enterprise, limit, before }: Asked, consents: readonly string[] | undefined) {
  let query = db.selectFrom('disclosures').selectAll().orderBy('id', 'desc').limit(limit);
  if (consents) query = query.where('consent', 'in', consents);
  if (enterprise !== undefined) query = query.where('enterprise', '=', enterprise);
  if (before !== undefined) query = query.where('id', '<', before);
  return query.execute();
}

function sent(row: Row<'disclosures'>, enterpriseName: string): Disclosure {
  return {
    id: row.id,
    at: row.at,
    lastAt: row.last_at,
    count: row.count,
    enterprise: row.enterprise,
    enterpriseName,
    consent: row.consent,
    bureau: row.bureau,
    actor: row.actor,
    actorName: row.actor_name,
    permission: row.permission as Permission,
    action: row.action,
    scope: row.scope,
    from: row.from_at,
    to: row.to_at,
  };
}

const columns: readonly [string, (one: Disclosure) => CsvCell][] = [
  ['id', (one) => one.id],
  ['at', (one) => iso(one.at)],
  ['last_at', (one) => iso(one.lastAt)],
  ['count', (one) => one.count],
  ['enterprise', (one) => one.enterprise],
  ['enterprise_name', (one) => one.enterpriseName],
  ['consent', (one) => one.consent],
  ['bureau', (one) => one.bureau],
  ['actor', (one) => one.actor],
  ['actor_name', (one) => one.actorName],
  ['permission', (one) => one.permission],
  ['action', (one) => one.action],
  ['scope', (one) => one.scope],
  ['from', (one) => iso(one.from)],
  ['to', (one) => iso(one.to)],
];

export function disclosuresAsCsv(disclosures: readonly Disclosure[]): string {
  return formatCsv(
    columns.map(([name]) => name),
    disclosures.map((one) => columns.map(([, cell]) => cell(one))),
  );
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
