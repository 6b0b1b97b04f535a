// Owns which roles an account is to have after a change: those the caller may give are replaced, others stay.
import { formatGrant, formatGrantScope, type Grant, parseGrant, rolesToGive, type SentGrant } from '@takt/model/access';
import type { Caller } from '../../platform/caller.ts';
import { done, type Outcome, type Refusal, refuse } from '../../platform/outcome.ts';
import { canonicalScope } from '../district-codes.ts';
import { isSeen, mayGive, type PlaceOf } from './standing.ts';

export function keyOf({ role, scope }: Grant): string {
  return `${role} ${formatGrantScope(scope)}`;
}

/**
 * Refused where one is asked for that is neither there already nor the caller's to give. What does not exist and what is not the
 * caller's are told apart for nobody but who may give the role everywhere.
 */
export function grantsAfter(
  caller: Caller,
  held: readonly Grant[],
  asked: readonly SentGrant[],
  placeOf: PlaceOf,
): Outcome<Grant[]> {
  const wanted = new Map(asked.map((sent) => canonicalGrant(sent, placeOf)).map((grant) => [keyOf(grant), grant]));
  const known = new Set(held.map(keyOf));
  // What the caller does not see is not found out by asking for it either.
  const seen = new Set(held.filter((grant) => isSeen(caller, grant)).map(keyOf));
  for (const [index, sent] of asked.entries()) {
    const grant = canonicalGrant(sent, placeOf);
    const refusal = seen.has(keyOf(grant)) ? undefined : refusalOf(caller, grant, `grants.${index}`, placeOf);
    if (refusal) return { ok: false, refusal };
  }
  const staying = held.filter((grant) => wanted.has(keyOf(grant)) || !mayGive(caller, grant, placeOf));
  const added = [...wanted.values()].filter((grant) => !known.has(keyOf(grant)));
  if (staying.length + added.length === 0) {
    const reason = 'must hold one role at least; to end all, disable the account';
    return refuse('invalid', 'an account without a role would be nobody’s', [{ field: 'grants', reason }]);
  }
  return done([...staying, ...added]);
}

function canonicalGrant(sent: SentGrant, placeOf: PlaceOf): Grant {
  const grant = parseGrant(sent);
  return { ...grant, scope: canonicalScope(grant.scope, placeOf) };
}

function refusalOf(caller: Caller, grant: Grant, field: string, placeOf: PlaceOf): Refusal | undefined {
  const { role, scope } = formatGrant(grant);
  if (!rolesToGive(caller.grants).includes(grant.role)) {
    const errors = [{ field: `${field}.role`, reason: `${role} is not yours to give` }];
    return { kind: 'forbidden', detail: 'you may not give this role', errors };
  }
  const exists = grant.scope.level === 'platform' || placeOf(grant.scope) !== undefined;
  if (exists && mayGive(caller, grant, placeOf)) return undefined;
  const errors = [{ field: `${field}.scope`, reason: `there is no ${scope} over which you may give ${role}` }];
  if (!exists && caller.mayEverywhere('users.write'))
    return { kind: 'invalid', detail: `there is no ${scope}`, errors };
  return { kind: 'forbidden', detail: 'you may not give this role there', errors };
}
