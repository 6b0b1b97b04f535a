// Owns what ends when a node of the plant is gone or comes to another enterprise: roles over it, and consents of an enterprise.
import { parseGrantScope } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { AppendAudit, AuditRecord } from '../platform/audit/index.ts';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';

/** Enterprise of a node that was there and is gone, or another enterprise's now; undefined of all others. */
export type Left = (scope: Scope) => string | undefined;

/**
 * In the transaction that changes the plant. Whoever registers the same code later finds nobody with a role over it; who had one
 * is signed out, as after any change of roles.
 */
export function createLeaving({ audit, clock }: { audit: AppendAudit; clock: () => number }) {
  return async (transaction: Kysely<Schema>, left: Left, caller: Caller): Promise<void> => {
    const records = [
      ...(await endGrants(transaction, left, caller)),
      ...(await withdraw(transaction, left, caller, clock())),
    ];
    if (records.length === 0) return;
    await transaction
      .updateTable('access_revision')
      .set((e) => ({ revision: e('revision', '+', 1) }))
      .execute();
    await audit(transaction, ...records);
  };
}

async function endGrants(transaction: Kysely<Schema>, left: Left, caller: Caller): Promise<AuditRecord[]> {
  const grants = await transaction
    .selectFrom('grants')
    .innerJoin('users', 'users.id', 'grants.user_id')
    .select(['user_id', 'role', 'scope', 'login'])
    .where('scope', '!=', 'platform')
    .execute();
  const ended = grants.flatMap((grant) => {
    const parsed = parseGrantScope(grant.scope);
    const enterprise =
      parsed.level === 'platform' || parsed.level === 'city' || parsed.level === 'district' ? undefined : left(parsed);
    return enterprise === undefined ? [] : [{ ...grant, enterprise }];
  });
  for (const { user_id, role, scope } of ended) {
    await transaction
      .deleteFrom('grants')
      .where('user_id', '=', user_id)
      .where('role', '=', role)
      .where('scope', '=', scope)
      .execute();
    await transaction.deleteFrom('sessions').where('user_id', '=', user_id).execute();
  }
  return ended.map(({ role, scope, login, enterprise }) => ({
    ...attribution(caller),
    action: 'users.grants',
    outcome: 'done',
    kind: 'user',
    code: login,
    scope,
    enterprise,
    before: { role, scope },
    after: null,
  }));
}

async function withdraw(transaction: Kysely<Schema>, left: Left, caller: Caller, now: number): Promise<AuditRecord[]> {
  const consents = await transaction.selectFrom('consents').selectAll().where('withdrawn_at', 'is', null).execute();
  const ended = consents.filter(({ enterprise }) => left({ level: 'enterprise', code: enterprise }) !== undefined);
  for (const { id } of ended) {
    await transaction
      .updateTable('consents')
      .set({ withdrawn_at: now, withdrawn_by: caller.name })
      .where('id', '=', id)
      .execute();
  }
  return ended.map((consent) => withdrawal(consent, caller));
}

function withdrawal({ id, enterprise, bureau, groups }: Row<'consents'>, caller: Caller): AuditRecord {
  return {
    ...attribution(caller),
    action: 'consents.withdraw',
    outcome: 'done',
    kind: 'consent',
    code: id,
    scope: `enterprise:${enterprise}`,
    enterprise,
    before: { bureau, groups },
    after: null,
  };
}
