// Owns the form of what is asked of a route in the matrix: an input, and where the permission for it must be held.
import type { RouteName } from '@takt/model/api';
import type { CallInput } from '../../../../model/api/request.ts';
import type { Tenant } from '../../../harness/tenants.ts';

export const levels = ['platform', 'district', 'enterprise', 'site', 'workshop', 'line', 'machine'] as const;
export type At = (typeof levels)[number];

/** Made before the server starts, in each tenant. */
export interface Made {
  tenant: Tenant;
  /** An account with a role at the line. */
  userId: string;
  consentId: string;
}

export interface Sample<N extends RouteName> {
  input: (made: Made) => CallInput<N>;
  /** Where the permission must be held; absent for what is everybody's. */
  at?: At;
  /** What is asked about is not there: nobody gets it. */
  absent?: true;
  /** Where the answer must not hold anything of the other tenant. */
  rows?: true;
}
export type Samples = { [N in RouteName]: Sample<N> };

export const nothing = () => ({}) as never;
export const scopeOf = (one: Tenant, level: Exclude<At, 'platform'>) => `${level}:${one[level]}`;
