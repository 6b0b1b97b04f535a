// Owns from which side consents are seen, and what was disclosed under them: the enterprise's, the bureau's, or that of who runs it.
import type { Scope } from '../plant/index.ts';
import { type Bureau, bureauOf, type Consent, isInForce, sameBureau } from './consent.ts';
import { covers, type Place } from './decide.ts';
import type { Grant, GrantScope } from './grants.ts';
import type { Permission } from './permissions.ts';
import { policy } from './roles.ts';

export interface Sides {
  /** Who runs the installation. */
  everything: boolean;
  /** Codes of those whose own consents are seen, whoever they were given to. */
  enterprises: readonly string[];
  /** Those that see what was given to them, and nothing of what was given to others. */
  bureaus: readonly Bureau[];
}

/** What somebody with these grants sees of consents (`consents.read`) or of disclosures (`disclosures.read`). */
export function sidesOf(grants: readonly Grant[], permission: Permission): Sides {
  const held = grants.filter(({ role }) => policy[role].permissions.includes(permission));
  return {
    everything: held.some(({ role }) => role === 'platform_admin'),
    enterprises: held.flatMap(({ scope }) => (scope.level === 'enterprise' ? [scope.code] : [])),
    bureaus: held.flatMap(({ role, scope }) => (role === 'platform_admin' ? [] : (bureauOf(scope) ?? []))),
  };
}

export function isSeenFrom(sides: Sides, { enterprise, bureau }: Pick<Consent, 'enterprise' | 'bureau'>): boolean {
  return (
    sides.everything || sides.enterprises.includes(enterprise) || sides.bureaus.some((one) => sameBureau(one, bureau))
  );
}

/** Whether a node of an enterprise lies in what an API token is narrowed to; null: it is not narrowed. */
export function isWithin(scope: GrantScope | null, node: Scope, placeOf: (scope: Scope) => Place | undefined): boolean {
  if (scope === null || scope.level === 'platform') return true;
  const place = placeOf(node);
  return place !== undefined && covers(scope, place, 'consents.read');
}

/**
 * Enterprises that agreed to be counted in what somebody with these grants is told of a district: each bureau counts those whose
 * consent to itself, in force, names the group `aggregates`; a consent to the district's bureau is none to the city's, nor the other
 * way round. Who runs the installation counts those that agreed with either.
 */
export function agreedToBeCounted(
  grants: readonly Grant[],
  district: Place,
  consents: Iterable<Consent>,
  now: number,
): Set<string> {
  const held = grants.filter(
    ({ role, scope }) =>
      policy[role].permissions.includes('aggregates.read') && covers(scope, district, 'aggregates.read'),
  );
  const { everything, bureaus } = sidesOf(held, 'aggregates.read');
  const asking: readonly Bureau[] = everything
    ? [
        { level: 'platform' },
        ...district.cities.map((code) => ({ level: 'city' as const, code })),
        { level: 'district', code: district.code },
      ]
    : bureaus;
  const counted = new Set<string>();
  for (const consent of consents) {
    if (!consent.groups.includes('aggregates') || !isInForce(consent, now)) continue;
    if (asking.some((bureau) => sameBureau(bureau, consent.bureau))) counted.add(consent.enterprise);
  }
  return counted;
}
