// Owns appending to the audit log: entries without gaps, each hash over the one before, in the transaction of what they tell of.
import type { Kysely } from 'kysely';
import { inParts } from '../database/in-parts.ts';
import type { Row, Schema } from '../database/index.ts';
import { chainedHash } from './chain.ts';

export { chainedHash } from './chain.ts';

export interface AuditRecord {
  /** `user:<id>`, `token:<id>`, `system`, `command_line` or `anonymous`. */
  actor: string;
  actorName: string;
  /** Route or event, such as `machines.put`. */
  action: string;
  outcome: 'done' | 'refused';
  kind: string;
  code: string;
  /** Node of the plant it belongs to, `level:code`; null: the whole installation. */
  scope: string | null;
  /** What JSON can hold; never a secret. */
  before: unknown;
  after: unknown;
  /** Null: not over the network. */
  address: string | null;
}

/** Appends in the given transaction: the entry is there if and only if the transaction is. */
export type AppendAudit = (transaction: Kysely<Schema>, ...records: readonly AuditRecord[]) => Promise<void>;

export function createAudit(clock: () => number): AppendAudit {
  return async (transaction, ...records) => {
    if (records.length === 0) return;
    // Counting first makes writers follow one another.
    const { entries } = await transaction
      .updateTable('audit_head')
      .set((e) => ({ entries: e('entries', '+', records.length) }))
      .returning('entries')
      .executeTakeFirstOrThrow();
    let { hash } = await transaction.selectFrom('audit_head').select('hash').executeTakeFirstOrThrow();
    const at = clock();
    const rows = records.map((record, index): Row<'audit_entries'> => {
      const entry = { id: entries - records.length + index + 1, at, ...columnsOf(record) };
      hash = chainedHash(hash, entry);
      return { ...entry, hash };
    });
    for (const part of inParts(rows)) await transaction.insertInto('audit_entries').values(part).execute();
    await transaction.updateTable('audit_head').set({ hash }).execute();
  };
}

function columnsOf({ actorName, before, after, ...record }: AuditRecord) {
  const text = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  return { ...record, actor_name: actorName, before: text(before), after: text(after) };
}
