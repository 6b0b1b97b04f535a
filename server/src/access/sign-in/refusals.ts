// Owns putting refused sign-ins into the audit log, so that trying a million passwords does not fill the disk.
import type { AuditRecord } from '../../platform/audit/index.ts';
import { attribution, type Caller } from '../../platform/caller.ts';
import type { Counters } from '../../platform/counters/port.ts';
import { placeOf } from './address.ts';
import { loginAsTyped } from './login.ts';

const windowMs = 3_600_000;
/** Each of so many is written, from one address and from all together; beyond them those at its doubles. */
const eachOfAddress = 10;
const eachOfAll = 500;

export interface Refused {
  caller: Pick<Caller, 'actor' | 'name' | 'address'>;
  action: string;
  /** As it was typed, or of the account. */
  login: string;
  /** Which rule refused it, such as `wrong`, `locked`, `limited`. */
  reason: string;
}

/** Answers what of a refusal goes into the audit log: an entry or none. */
export function createRefusals(counters: Counters) {
  const ofAddress = counters({ name: 'refused-address', windowMs });
  const ofAll = counters({ name: 'refused', windowMs });
  return async ({ caller, action, login, reason }: Refused): Promise<AuditRecord[]> => {
    const address = await ofAddress.count(placeOf(caller.address));
    if (!isWritten(address.count, eachOfAddress)) return [];
    const all = await ofAll.count('');
    if (!isWritten(all.count, eachOfAll)) return [];
    const record: AuditRecord = {
      ...attribution(caller),
      action,
      outcome: 'refused',
      kind: 'user',
      code: loginAsTyped(login),
      scope: null,
      before: null,
      // How many there were from the address within the hour: those in between are told of by their number.
      after: { reason, refusals: address.count },
    };
    return [record];
  };
}

/** All up to a number, then at its doubles. */
export function isWritten(count: number, each: number): boolean {
  return count <= each || Number.isInteger(Math.log2(count / each));
}
