// Owns saying that two enterprises that look like one are two.
import type { RouteInput } from '@takt/model/api';
import { attribution, type Caller } from '../../platform/caller.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import type { RegistryParts } from '../parts.ts';
import { writableEnterprise } from '../sight.ts';
import { auditRecord, inTurn, invalid } from '../write.ts';

export function dismissDuplicate(
  parts: RegistryParts,
  caller: Caller,
  body: RouteInput<'duplicates.dismiss'>['body'],
): Promise<Outcome<undefined>> {
  if (body.first === body.second)
    return Promise.resolve(invalid([{ field: 'second', reason: 'must be another enterprise than the first' }]));
  return inTurn(parts, async (transaction) => {
    for (const id of [body.first, body.second]) {
      const enterprise = await writableEnterprise(transaction, caller, id, 'official');
      if (!enterprise.ok) return enterprise;
    }
    const [first = '', second = ''] = [body.first, body.second].sort();
    const row = { first, second, decided_at: parts.clock(), decided_by: attribution(caller).actor };
    const { numInsertedOrUpdatedRows: fresh } = await transaction
      .insertInto('registry_distinct')
      .values(row)
      .onConflict((conflict) => conflict.columns(['first', 'second']).doNothing())
      .executeTakeFirst();
    if (Number(fresh ?? 0) === 0) return done(undefined);
    for (const [code, other] of [[first, second] as const, [second, first] as const]) {
      const enterprise = await writableEnterprise(transaction, caller, code, 'official');
      if (!enterprise.ok) return enterprise;
      const about = { action: 'duplicates.dismiss', kind: 'registry_enterprise', code, before: null } as const;
      await parts.audit(
        transaction,
        auditRecord(caller, enterprise.value, { ...about, after: { distinctFrom: other } }),
      );
    }
    return done(undefined);
  });
}
