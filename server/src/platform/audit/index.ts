// Public surface of the audit log: entries without gaps, each hash over the one before, in the transaction of what they tell of.
import type { Kysely } from 'kysely';
import { inParts } from '../database/in-parts.ts';
import type { Row, Schema } from '../database/index.ts';
import { chainedHash } from './chain.ts';
import { type AuditRecord, columnsOf } from './record.ts';

export type { AuditRecord } from './record.ts';
export { type BreakReason, type ChainState, chainBatches, readHead, verifyChain } from './verify.ts';

/** Appends in the given transaction: the entry is there if and only if the transaction is. */
export type AppendAudit = (transaction: Kysely<Schema>, ...records: readonly AuditRecord[]) => Promise<void>;

/**
 * `enterpriseOf`: in which enterprise a node (`level:code`) lies, undefined where that is not known. It is kept with the entry, so
 * that an enterprise still finds what was done to nodes that are gone.
 */
export function createAudit(
  clock: () => number,
  enterpriseOf: (scope: string) => string | undefined = () => undefined,
): AppendAudit {
  function enterpriseAt(scope: string | null): string | null {
    if (scope === null || scope === 'platform' || scope.startsWith('district:')) return null;
    return scope.startsWith('enterprise:') ? scope.slice('enterprise:'.length) : (enterpriseOf(scope) ?? '');
  }
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
      const columns = columnsOf(record);
      const id = entries - records.length + index + 1;
      const entry = { id, at, ...columns, enterprise: record.enterprise ?? enterpriseAt(columns.scope) };
      hash = chainedHash(hash, entry);
      return { ...entry, hash };
    });
    for (const part of inParts(rows)) await transaction.insertInto('audit_entries').values(part).execute();
    await transaction.updateTable('audit_head').set({ hash }).execute();
  };
}
