// Owns a plant of two enterprises for tests of access, and random grants over it.
import { type Grant, type GrantScope, type Place, policy, roles } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import fc from 'fast-check';

/** `a` has a site in each of two districts, `b` one in the second. */
const sites = [
  { site: 'a1', enterprise: 'a', district: 'north' },
  { site: 'a2', enterprise: 'a', district: 'south' },
  { site: 'b1', enterprise: 'b', district: 'south' },
];

/** Every node, by its scope as text. */
export const places: ReadonlyMap<string, Place> = new Map(
  [
    ...['north', 'south'].map((code): Place => ({ level: 'district', code, districts: [code], cities: ['city'] })),
    { level: 'enterprise' as const, code: 'a', districts: ['north', 'south'], cities: ['city'], enterprise: 'a' },
    { level: 'enterprise' as const, code: 'b', districts: ['south'], cities: ['city'], enterprise: 'b' },
    ...sites.flatMap(({ site, enterprise, district }): Place[] => {
      const above = { districts: [district], cities: ['city'], enterprise, site };
      const workshop = `${site}w`;
      const line = `${site}l`;
      const machine = `${site}m`;
      return [
        { level: 'site', code: site, ...above },
        { level: 'workshop', code: workshop, ...above, workshop },
        { level: 'line', code: line, ...above, workshop, line },
        { level: 'machine', code: machine, ...above, workshop, line, machine },
      ];
    }),
  ].map((place) => [`${place.level}:${place.code}`, place]),
);

export const placeOf = ({ level, code }: Scope): Place | undefined => places.get(`${level}:${code}`);

const grantScopes: GrantScope[] = [
  { level: 'platform' },
  ...[...places.values()].flatMap(({ level, code }) => (level === 'machine' ? [] : [{ level, code }])),
];

/** A role over something it may be granted over. */
export const anyGrant: fc.Arbitrary<Grant> = fc.constantFrom(...roles).chain((role) =>
  fc.record({
    role: fc.constant(role),
    scope: fc.constantFrom(...grantScopes.filter(({ level }) => policy[role].over.includes(level))),
  }),
);
export const anyGrants = fc.array(anyGrant, { maxLength: 3 });
