// Owns random forms of installations: trees of enterprises, people with roles, consents. What is in them is named when they are made.
import {
  type FieldGroup,
  fieldGroups,
  type Permission,
  permissions,
  policy,
  type Role,
  roles,
} from '@takt/model/access';
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
const bureaus: ReadonlySet<string> = new Set(['platform', 'district']);
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

/** Whoever runs the installation may know everything, which is soon told; bureaus may know what was agreed to, which is not. */
const role = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Role>('platform_admin') },
  { weight: 10, arbitrary: fc.constantFrom<Role>('city_officer', 'district_officer', 'auditor') },
  {
    weight: 10,
    arbitrary: fc.constantFrom(...roles.filter((one) => policy[one].over.some((level) => !bureaus.has(level)))),
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
  groups: fc.oneof(
    fc.constantFrom(...fieldGroups).map((group) => [group]),
    fc.subarray([...fieldGroups], { minLength: 1 }),
  ),
  state: fc.oneof(
    { weight: 3, arbitrary: fc.constant('in_force' as const) },
    { weight: 1, arbitrary: fc.constantFrom('withdrawn' as const, 'expired' as const, 'not_yet' as const) },
  ),
});

export const shape: fc.Arbitrary<Shape> = fc.record({
  enterprises: fc.array(enterprise, { minLength: 2, maxLength: 3 }),
  people: fc.array(person, { minLength: 3, maxLength: 5 }),
  consents: fc.array(consent, { minLength: 2, maxLength: 6 }),
});

const plain = { district: 0, workshops: [[1]] };
const everything = { permissions: [...permissions], narrow: false, which: 0 };
const asks = (role: Role, which = 0): PersonShape => ({ grants: [{ role, which }], token: everything });

/** What chance alone brings seldom: bureaus that see a little of each of two enterprises, and people of both beside them. */
export const bureausAtWork: Shape = {
  enterprises: [[plain], [plain]],
  people: [
    asks('district_officer'),
    asks('city_officer'),
    asks('operator'),
    asks('supervisor', 1),
    asks('plant_manager', 1),
  ],
  consents: [
    { enterprise: 0, district: 0, groups: ['workshop_kpis'], state: 'in_force' },
    { enterprise: 1, district: 0, groups: ['telemetry'], state: 'in_force' },
    { enterprise: 0, district: undefined, groups: ['machine_kpis'], state: 'in_force' },
    { enterprise: 1, district: undefined, groups: ['aggregates'], state: 'in_force' },
    { enterprise: 1, district: undefined, groups: ['telemetry'], state: 'withdrawn' },
  ],
};
