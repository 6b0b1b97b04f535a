// Owns consent: what an enterprise lets a bureau see, for what purpose, until when.
import type { GrantScope } from './grants.ts';
import type { FieldGroup } from './permissions.ts';

/** The bureau that looks after the whole installation, that of a city, or that of a district. */
export type Bureau = { level: 'platform' } | { level: 'city' | 'district'; code: string };

export interface Consent {
  id: string;
  enterprise: string;
  bureau: Bureau;
  groups: readonly FieldGroup[];
  /** Why the bureau may see it, in the enterprise's words. */
  purpose: string;
  /** Epoch ms. */
  from: number;
  /** In force before this moment, epoch ms. */
  until: number;
  /** Epoch ms; null: not withdrawn. */
  withdrawnAt: number | null;
}

export function isInForce(consent: Pick<Consent, 'from' | 'until' | 'withdrawnAt'>, now: number): boolean {
  return consent.withdrawnAt === null && consent.from <= now && now < consent.until;
}

/** The bureau that acts under a grant; undefined for grants inside an enterprise. */
export function bureauOf(scope: GrantScope): Bureau | undefined {
  if (scope.level === 'platform') return { level: 'platform' };
  return scope.level === 'district' || scope.level === 'city' ? { level: scope.level, code: scope.code } : undefined;
}

export function sameBureau(a: Bureau, b: Bureau): boolean {
  if (a.level === 'platform' || b.level === 'platform') return a.level === b.level;
  return a.level === b.level && a.code === b.code;
}
