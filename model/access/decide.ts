// Owns the decision: may somebody with these grants do this there. The only place that reads the policy table.
import type { Level, Scope } from '../plant/index.ts';
import { type Bureau, bureauOf, type Consent, isInForce, sameBureau } from './consent.ts';
import type { Grant, GrantScope } from './grants.ts';
import { consentedBy, type Permission } from './permissions.ts';
import { policy } from './roles.ts';

/** A node of the plant, a district or a city, with what is above it. */
export interface Place {
  level: Level;
  code: string;
  /** Districts of the sites it holds or lies in; what belongs to nobody's site has none. */
  districts: readonly string[];
  /** Cities those districts lie in, as far as they are known. */
  cities: readonly string[];
  /** Codes of the node itself and what it lies in, where they exist. A district has none. */
  enterprise?: string | undefined;
  site?: string | undefined;
  workshop?: string | undefined;
  line?: string | undefined;
  machine?: string | undefined;
}

/** `consent`: of an enterprise to the bureau that asks; whatever is seen by it is logged as a disclosure. */
export type Decision = { allowed: true; consent?: Consent; bureau?: Bureau } | { allowed: false };

export interface Standing {
  grants: readonly Grant[];
  /** Consents of this enterprise, in force or not. */
  consentsOf(enterprise: string): readonly Consent[];
  /** Where a node lies; undefined where it does not exist. */
  placeOf(scope: Scope): Place | undefined;
  /** Epoch ms. */
  now: number;
}

const denied: Decision = { allowed: false };
const allowed: Decision = { allowed: true };

/** Whether anything at all could be allowed: false means no place needs to be looked at. */
export function holds(grants: readonly Grant[], permission: Permission): boolean {
  return grants.some(({ role }) => policy[role].permissions.includes(permission));
}

/** Whether the permission is held over the whole installation and needs nobody's consent. */
export function holdsEverywhere(grants: readonly Grant[], permission: Permission): boolean {
  return grants.some(
    (grant) =>
      grant.scope.level === 'platform' &&
      policy[grant.role].permissions.includes(permission) &&
      !needsConsent(grant, permission),
  );
}

export function decide(standing: Standing, permission: Permission, place: Place): Decision {
  let byConsent: Decision = denied;
  for (const grant of standing.grants) {
    if (!policy[grant.role].permissions.includes(permission)) continue;
    if (!reaches(grant.scope, place, permission, standing.placeOf)) continue;
    if (!needsConsent(grant, permission)) return allowed;
    byConsent = byConsent.allowed ? byConsent : consented(standing, grant, permission, place);
  }
  return byConsent;
}

/** Bureaus and auditors of the whole installation see of enterprises what these agreed to; who runs it sees everything. */
export function needsConsent({ role, scope }: Grant, permission: Permission): boolean {
  if (role === 'platform_admin' || consentedBy[permission] === undefined) return false;
  return bureauOf(scope) !== undefined;
}

function consented(standing: Standing, grant: Grant, permission: Permission, place: Place): Decision {
  const bureau = bureauOf(grant.scope);
  if (place.enterprise === undefined || bureau === undefined) return denied;
  const groups = consentedBy[permission] ?? [];
  const consent = standing
    .consentsOf(place.enterprise)
    .find(
      (one) =>
        isInForce(one, standing.now) &&
        sameBureau(one.bureau, bureau) &&
        one.groups.some((group) => groups.includes(group)),
    );
  return consent ? { allowed: true, consent, bureau } : denied;
}

/** Who holds these over a part of an enterprise holds them at what that part lies in, too: its enterprise keeps them in one piece. */
const seenFromBelow: ReadonlySet<Permission> = new Set([
  'plant.read',
  'registry.read',
  'projects.read',
  'projects.write',
  'recognition.read',
]);

/** Whether what is granted over `scope` is held at the place. In the registry one sees what one's own part lies in, too. */
export function reaches(
  scope: GrantScope,
  place: Place,
  permission: Permission,
  placeOf: Standing['placeOf'],
): boolean {
  return covers(scope, place, permission) || (seenFromBelow.has(permission) && liesIn(placeOf, scope, place));
}

/** Up to its enterprise. */
function liesIn(placeOf: Standing['placeOf'], scope: GrantScope, place: Place): boolean {
  if (bureauOf(scope) !== undefined || place.level === 'district' || place.level === 'city') return false;
  if (scope.level === 'platform') return false;
  return placeOf(scope)?.[place.level] === place.code;
}

export function covers(scope: GrantScope, place: Place, permission: Permission): boolean {
  if (scope.level === 'platform') return true;
  if (scope.level === 'district') return lies(place.districts, scope.code, permission);
  if (scope.level === 'city') return lies(place.cities, scope.code, permission);
  return place[scope.level] === scope.code;
}

/** Data of an enterprise with sites in several districts belongs to none of them alone; in the registry each sees it. */
function lies(within: readonly string[], bureau: string, permission: Permission): boolean {
  if (permission === 'plant.read') return within.includes(bureau);
  return within.length > 0 && within.every((one) => one === bureau);
}
