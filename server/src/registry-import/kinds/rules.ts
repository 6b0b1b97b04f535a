// Owns what every kind of record has to answer for an import: which rows are the same, which record a row is about, how it is written.
import type { CellReject } from '@takt/model/imports';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { ProvenanceColumns } from '../../platform/database/schema/registry.ts';
import type { CellContext, Value } from '../cell.ts';
import type { Values } from '../row.ts';

export type Db = Kysely<Schema>;

/** A key is `weak` where it tells a record only of rows that have no better one. */
export interface RowKey {
  key: string;
  weak?: true;
}

/** A row as its record is kept: with ids in place of names. */
export type Resolved = Readonly<Record<string, Value | null>>;

export type Match =
  | { kind: 'new'; values: Resolved }
  | {
      kind: 'kept';
      values: Resolved;
      record: string;
      revision: number;
      /** Of the fields a row may have. */
      kept: Resolved;
      keptBy: string;
    }
  | { kind: 'reject'; rejects: readonly CellReject[] };

export interface Written {
  id: string;
  values: Resolved;
}

export interface Changed extends Written {
  /** The one it is changed from. */
  revision: number;
  /** What `values` were. */
  before: Resolved;
}

/** Written with every record: who imported it, when, by which import. */
export type Stamp = ProvenanceColumns & { import: string };

export interface KindRules {
  keysOf(values: Values): RowKey[];
  /** In the order of the rows; few statements for all of them. */
  match(db: Db, rows: readonly Values[], context: CellContext): Promise<Match[]>;
  insert(transaction: Db, records: readonly Written[], stamp: Stamp): Promise<void>;
  /** `values` are those that change. @throws where the record is not any more at the revision it is changed from. */
  update(transaction: Db, records: readonly Changed[], stamp: Stamp): Promise<void>;
}

export function reject(code: CellReject['code'], column: string | null, about?: CellReject['about']): Match {
  return { kind: 'reject', rejects: [{ code, column, ...(about && { about }) }] };
}

export function textOf(value: Value | null | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}

export function numberOf(value: Value | null | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** Groups in order. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

/** Somebody wrote it between reading and writing: the batch is done again. */
export function expectOne({ numUpdatedRows }: { numUpdatedRows: bigint }, id: string): void {
  if (numUpdatedRows !== 1n) throw new Error(`record ${id} was written meanwhile`);
}

export const presentOnly = <T extends object>(columns: T): Partial<T> =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<T>;
