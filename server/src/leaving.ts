// Owns what ends with a node of the plant: roles over it, consents of an enterprise, credentials of a site's devices.
import { createLeaving } from './access/left.ts';
import type { Config } from './config.ts';
import { createRevoking } from './devices/credentials/left.ts';
import type { OnLeft } from './plant/index.ts';
import { createAudit } from './platform/audit/index.ts';
import { attribution } from './platform/caller.ts';

/** Whoever writes the plant, a server or a command, ends it in the same transaction. */
export function leavingOf({ config, clock }: { config: Config; clock: () => number }): OnLeft {
  const audit = createAudit(clock);
  const leave = createLeaving({ audit, clock });
  const broker = config.mqtt.dynamicSecurityUrl !== undefined;
  const revoke = createRevoking({ audit: (entry, transaction) => audit(transaction, entry), clock, broker });
  return async (transaction, left, caller) => {
    await leave(transaction, left, caller);
    await revoke(transaction, left, attribution(caller));
  };
}
