// Owns the rule by which entries of the audit log are chained; docs/AUDIT.md gives it to whoever verifies it independently.
import { createHash } from 'node:crypto';
import type { Row } from '../database/index.ts';

export type ChainedEntry = Omit<Row<'audit_entries'>, 'hash'>;

/** What stands for the hash before the first entry. */
export const hashBeforeFirst = '';

/** The fields a hash covers, in their order. `before` and `after` are covered as the text they are stored as. */
export function fieldsOf(entry: ChainedEntry): readonly (string | number | null)[] {
  const { id, at, actor, actor_name, action, outcome, kind, code, scope, enterprise, address } = entry;
  return [
    id,
    at,
    actor,
    actor_name,
    action,
    outcome,
    kind,
    code,
    scope,
    enterprise,
    entry.before,
    entry.after,
    address,
  ];
}

/** SHA-256, hexadecimal, over the hash before and every field in a fixed order, as JSON. */
export function chainedHash(before: string, entry: ChainedEntry): string {
  return createHash('sha256')
    .update(JSON.stringify([before, ...fieldsOf(entry)]))
    .digest('hex');
}
