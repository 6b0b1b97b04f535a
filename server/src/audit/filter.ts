// Owns what is asked of the audit log, as conditions of the database.
import type { RouteInput } from '@takt/model/api';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

export type AuditFilter = RouteInput<'audit.export'>['query'];

type Builder = ExpressionBuilder<Schema, 'audit_entries'>;

const texts = ['actor_name', 'actor', 'action', 'kind', 'code', 'before', 'after'] as const;

/** What an index serves. */
export function conditions(e: Builder, filter: AuditFilter): Expression<SqlBool>[] {
  const { from, to } = filter;
  const all: Expression<SqlBool>[] = [];
  if (from !== undefined) all.push(e('at', '>=', from));
  if (to !== undefined) all.push(e('at', '<', to));
  for (const column of ['actor', 'action', 'kind', 'code', 'outcome'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined) all.push(e(column, '=', wanted));
  }
  return all;
}

/** What has to be looked for in every entry, whatever the case of Latin letters. */
export function contains(e: Builder, text: string): Expression<SqlBool> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return e.or(texts.map((column) => sql<SqlBool>`lower(${e.ref(column)}) like lower(${pattern}) escape '\\'`));
}
