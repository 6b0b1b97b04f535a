// Owns what the equipment list says: pieces that are numerically controlled, also in key processes, and networked.
import { type Finding, type Findings, noSource, type ResultReason } from '@takt/model/recognition';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { SubjectKind } from './subject.ts';

interface Equipment {
  findings: Findings;
  missing: Partial<Record<string, ResultReason>>;
  pieces: number;
}

/** Shares by pieces, as the registry tells them (`equipmentRates` of the model): what is not said of a piece counts neither way. */
export async function equipmentOf(
  db: Kysely<Schema>,
  kind: SubjectKind,
  ids: readonly string[],
): Promise<Map<string, Equipment>> {
  const rows = await db
    .selectFrom('registry_equipment')
    .select([
      kind === 'workshop' ? 'workshop as subject' : 'enterprise as subject',
      pieces(sql`quantity`, 'pieces'),
      pieces(sql`case when numerically_controlled = 1 then quantity else 0 end`, 'controlled'),
      pieces(sql`case when numerically_controlled is not null then quantity else 0 end`, 'controlledSaid'),
      pieces(sql`case when networked = 1 then quantity else 0 end`, 'networked'),
      pieces(sql`case when networked is not null then quantity else 0 end`, 'networkedSaid'),
      pieces(sql`case when key_process = 1 and numerically_controlled = 1 then quantity else 0 end`, 'keyControlled'),
      pieces(
        sql`case when key_process = 1 and numerically_controlled is not null then quantity else 0 end`,
        'keyControlledSaid',
      ),
      pieces(sql`case when origin = 'imported' then 1 else 0 end`, 'imported'),
      pieces(sql`1`, 'records'),
      (e) => e.fn.max('recorded_at').as('at'),
    ])
    .where(kind, 'in', ids)
    .where('state', '=', 'in_use')
    .groupBy(kind)
    .execute();
  return new Map(rows.map((row) => [row.subject, said(row)]));
}

/** Sums are texts in one of the databases. */
const pieces = <N extends string>(what: ReturnType<typeof sql>, name: N) => sql<number>`sum(${what})`.as(name);

type Sums = Record<
  | 'pieces'
  | 'controlled'
  | 'controlledSaid'
  | 'networked'
  | 'networkedSaid'
  | 'keyControlled'
  | 'keyControlledSaid'
  | 'imported'
  | 'records'
  | 'at',
  number
> & { subject: string };

function said(row: Sums): Equipment {
  const origin = Number(row.imported) === Number(row.records) ? 'imported' : 'declared';
  const share = (yes: number, of: number): Finding[] => {
    if (Number(of) === 0) return [];
    const source = { ...noSource, kind: 'equipment', id: row.subject, detail: `${Number(yes)}/${Number(of)}` };
    return [{ value: Number(yes) / Number(of), origin, source, at: Number(row.at) }];
  };
  return {
    findings: {
      nc_rate: share(row.controlled, row.controlledSaid),
      key_process_nc_rate: share(row.keyControlled, row.keyControlledSaid),
      networked_rate: share(row.networked, row.networkedSaid),
    },
    missing: { nc_rate: 'not_said', key_process_nc_rate: 'not_said' },
    pieces: Number(row.pieces),
  };
}
