// Owns how what is done to accounts stands in the audit log: once for every part of the plant it concerns, with that part's roles alone.
import { formatGrant, formatGrantScope, type Grant, parseGrantScope } from '@takt/model/access';
import type { AuditRecord } from '../../platform/audit/index.ts';
import { attribution, type Caller } from '../../platform/caller.ts';
import type { PlaceOf } from './standing.ts';

/** What of an account is told; never a secret. */
export interface AccountState {
  grants: readonly Grant[];
  /** Of a token: what it is narrowed to. */
  scope?: string | null;
  [detail: string]: unknown;
}

interface Happening {
  caller: Pick<Caller, 'actor' | 'name' | 'address'>;
  action: string;
  /** Of the account. */
  login: string;
  /** Where it is about something of the account's. */
  about?: { kind: string; code: string };
  /** Null: it was not there. */
  before: AccountState | null;
  after: AccountState | null;
}

/**
 * One record for every enterprise in which the account has a role, before or after, and one for every other scope: whoever reads the
 * log of an enterprise finds what concerns it, and no role elsewhere.
 */
export function accountRecords(
  { caller, action, login, about, before, after }: Happening,
  placeOf: PlaceOf,
): AuditRecord[] {
  const all = [...(before?.grants ?? []), ...(after?.grants ?? [])];
  const groups = Map.groupBy(all, (grant) => ownerOf(grant, placeOf));
  const owners = groups.size > 0 ? [...groups.keys()] : ['platform'];
  return owners.map((owner) => ({
    ...attribution(caller),
    action,
    outcome: 'done',
    ...(about ?? { kind: 'user', code: login }),
    scope: scopeOf(owner, groups.get(owner) ?? []),
    before: before && partOf(before, owner, placeOf),
    after: after && partOf(after, owner, placeOf),
  }));
}

function ownerOf({ scope }: Pick<Grant, 'scope'>, placeOf: PlaceOf): string {
  const enterprise = scope.level === 'platform' ? undefined : placeOf(scope)?.enterprise;
  return enterprise === undefined ? formatGrantScope(scope) : `enterprise:${enterprise}`;
}

/** The node itself where the roles are over one alone. */
function scopeOf(owner: string, grants: readonly Grant[]): string | null {
  if (owner === 'platform') return null;
  const scopes = new Set(grants.map(({ scope }) => formatGrantScope(scope)));
  const [only = owner] = scopes;
  return scopes.size === 1 ? only : owner;
}

/** A token may be for a part of somebody else: that it is elsewhere is all that is told here. */
function partOf(state: AccountState, owner: string, placeOf: PlaceOf): Record<string, unknown> {
  const grants = state.grants.filter((grant) => ownerOf(grant, placeOf) === owner).map(formatGrant);
  const { scope } = state;
  const told = typeof scope !== 'string' || !owner.startsWith('enterprise:');
  const here = told || ownerOf({ scope: parseGrantScope(scope) }, placeOf) === owner;
  return { ...state, grants, ...(here ? {} : { scope: 'elsewhere' }) };
}
