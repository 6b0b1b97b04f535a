// Owns locking a plan: from the go-live on it stays as it is, with the machines that are measured then.
import { attribution, system } from '../platform/caller.ts';
import type { EffectParts } from './parts.ts';
import type { KeptPlan } from './plan-row.ts';
import { auditScopeOf, isLive, type ProjectRecord } from './record.ts';
import type { Subject } from './subject.ts';

/**
 * The plan as it is from now on; whoever comes first after the go-live locks it. Where nothing was connected then, the machines are
 * those that are first: what they did before counts only if they told of it.
 */
export async function lockIfLive(
  parts: EffectParts,
  record: ProjectRecord,
  plan: KeptPlan,
  subject: Subject,
): Promise<KeptPlan> {
  const machines = subject.machines.map(({ code }) => code);
  const complete = plan.lockedAt !== null && (plan.machines.length > 0 || machines.length === 0);
  if (complete || !isLive(parts, record)) return plan;
  const lockedAt = plan.lockedAt ?? parts.clock();
  const locked = await parts.db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('effect_plans')
      .set({ locked_at: lockedAt, machines: JSON.stringify(machines) })
      .where('project', '=', record.id)
      .where('revision', '=', plan.revision)
      .where('locked_at', plan.lockedAt === null ? 'is' : '=', plan.lockedAt)
      .where('machines', '=', JSON.stringify(plan.machines))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await parts.audit(transaction, {
      ...attribution(system),
      action: 'effect.lock',
      outcome: 'done',
      kind: 'effect',
      code: record.code,
      scope: auditScopeOf(record),
      before: null,
      after: { goLive: record.go_live, machines },
    });
    return true;
  });
  return locked ? { ...plan, lockedAt, machines } : plan;
}
