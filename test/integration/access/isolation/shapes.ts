// Owns random forms of installations: trees of enterprises, people with roles, consents. What is in them is named when they are made.
import { type FieldGroup, fieldGroups, type Permission, permissions, type Role, roles } from '@takt/model/access';
import fc from 'fast-check';

export type LineShape = number;
export interface SiteShape {
  district: number;
  /** Of each workshop, machines on its lines. */
  workshops: readonly (readonly LineShape[])[];
}
export interface GrantShape {
  role: Role;
  /** Which of what the role may be granted over. */
  which: number;
}
export interface PersonShape {
  grants: readonly GrantShape[];
  /** Undefined: signed in with a password. */
  token: { permissions: readonly Permission[]; narrow: boolean; which: number } | undefined;
}
export interface ConsentShape {
  enterprise: number;
  /** Undefined: to the city’s bureau. */
  district: number | undefined;
  groups: readonly FieldGroup[];
  state: 'in_force' | 'withdrawn' | 'expired' | 'not_yet';
}
export interface Shape {
  enterprises: readonly (readonly SiteShape[])[];
  people: readonly PersonShape[];
  consents: readonly ConsentShape[];
}

export const districtCount = 2;
const which = fc.nat({ max: 1000 });
const line = fc.integer({ min: 0, max: 2 });
const workshop = fc.array(line, { minLength: 0, maxLength: 2 });
const site = fc.record({
  district: fc.nat({ max: districtCount - 1 }),
  workshops: fc.array(workshop, { minLength: 0, maxLength: 2 }),
});
/** One at least that has everything, so that each run has something to tell of. */
const wholeSite = fc.record({
  district: fc.nat({ max: districtCount - 1 }),
  workshops: fc.tuple(fc.tuple(fc.constant(1), line), workshop),
});
const enterprise = fc.tuple(wholeSite, fc.option(site, { nil: undefined })).map(([first, second]) => {
  return second ? [first, second] : [first];
});

/** Whoever runs the installation may know everything, which is soon told. */
const role = fc.oneof(
  { weight: 1, arbitrary: fc.constant('platform_admin' as Role) },
  {
    weight: 20,
    arbitrary: fc.constantFrom(...roles.filter((one) => one !== 'platform_admin')),
  },
);
const grant = fc.record({ role, which });
const narrowing = fc.record({
  permissions: fc.oneof(
    { weight: 2, arbitrary: fc.constant([...permissions]) },
    { weight: 1, arbitrary: fc.subarray([...permissions], { minLength: 3 }) },
  ),
  narrow: fc.boolean(),
  which,
});
const person = fc.record({
  grants: fc.array(grant, { minLength: 1, maxLength: 3 }),
  token: fc.oneof({ weight: 3, arbitrary: narrowing }, { weight: 1, arbitrary: fc.constant(undefined) }),
});
const consent = fc.record({
  enterprise: which,
  district: fc.option(fc.nat({ max: districtCount - 1 }), { nil: undefined }),
  groups: fc.subarray([...fieldGroups], { minLength: 1 }),
  state: fc.oneof(
    { weight: 3, arbitrary: fc.constant('in_force' as const) },
    { weight: 1, arbitrary: fc.constantFrom('withdrawn' as const, 'expired' as const, 'not_yet' as const) },
  ),
});

export const shape: fc.Arbitrary<Shape> = fc.record({
  enterprises: fc.array(enterprise, { minLength: 2, maxLength: 3 }),
  people: fc.array(person, { minLength: 3, maxLength: 5 }),
  consents: fc.array(consent, { maxLength: 4 }),
});
