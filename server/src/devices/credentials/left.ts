// Owns revoking what devices of a site are known by when the site is gone or comes to another enterprise.
import type { Scope } from '@takt/model/plant';
import type { Transaction } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import { type Attribution, type Audit, revoked } from './lifecycle.ts';
import { countWrite, forgetUse, storeCredential, viewOf } from './repository.ts';

/** In the transaction that changes the plant; gates and brokers take it over as any other write. */
export function createRevoking({ audit, clock, broker }: { audit: Audit; clock: () => number; broker: boolean }) {
  return async (
    transaction: Transaction<Schema>,
    left: (scope: Scope) => string | undefined,
    by: Attribution,
  ): Promise<void> => {
    const rows = await transaction
      .selectFrom('device_credentials')
      .selectAll()
      .where('revoked_at', 'is', null)
      .execute();
    const ended = rows.flatMap((row) => {
      const enterprise = left({ level: 'site', code: row.site });
      return enterprise === undefined ? [] : [{ row, enterprise }];
    });
    if (ended.length === 0) return;
    const revision = await countWrite(transaction);
    const now = clock();
    for (const { row, enterprise } of ended) {
      // Who is given the same site or name later is shown nothing of it; brokers are told by the user name.
      const after = { ...revoked(row, { by, now, broker, revision }), site: '' };
      await storeCredential(transaction, after);
      await forgetUse(transaction, row.username);
      const [was, is] = [row, after].map((each) => viewOf({ ...each, site: row.site }, null, { now, broker }));
      const about = { kind: 'credential', code: row.username, scope: `site:${row.site}`, enterprise };
      await audit(
        { ...by, action: 'credentials.revoke', outcome: 'done', ...about, before: was, after: is },
        transaction,
      );
    }
  };
}
