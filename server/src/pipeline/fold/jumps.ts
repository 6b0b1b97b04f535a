// Owns the record of counter jumps the fold refused to count: each is listed once in the quarantine.
import type { Jump } from '@takt/model/facts';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { MachineView } from '../plant-view.ts';

interface MachineJump {
  machine: MachineView;
  jump: Jump;
}

/** Lists the jumps in the quarantine; answers those that were not listed yet. */
export async function recordJumps(
  db: Kysely<Schema>,
  jumps: readonly MachineJump[],
  now: number,
): Promise<MachineJump[]> {
  const fresh: MachineJump[] = [];
  for (const one of jumps) {
    const { machine, jump } = one;
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('quarantine')
      .values({
        received_at: now,
        site: machine.site,
        machine: machine.code,
        signal: jump.signal,
        at: jump.at,
        value: `${jump.from} → ${jump.to}`,
        reason: 'implausible_jump',
      })
      .onConflict((conflict) => conflict.columns(['site', 'machine', 'signal', 'at', 'reason']).doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows) fresh.push(one);
  }
  return fresh;
}
