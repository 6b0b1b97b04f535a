import { decide, type Grant, mayGrant, parseGrant, permissions, policy, type SentGrant } from '@takt/model/access';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyGrant, anyGrants, placeOf, places } from './plant.ts';

const may = (granter: SentGrant, grant: SentGrant) => mayGrant([parseGrant(granter)], parseGrant(grant), placeOf);
const of = (role: SentGrant['role'], scope: string): SentGrant => ({ role, scope });

describe('granting roles', () => {
  it('lets who runs the installation give every role over everything, also over what exists no more', () => {
    expect(may(of('platform_admin', 'platform'), of('platform_admin', 'platform'))).toBe(true);
    expect(may(of('platform_admin', 'platform'), of('district_officer', 'district:north'))).toBe(true);
    expect(may(of('platform_admin', 'platform'), of('plant_manager', 'site:gone'))).toBe(true);
  });

  it('lets an enterprise admin give roles inside the enterprise and none outside', () => {
    const admin = of('enterprise_admin', 'enterprise:a');
    expect(may(admin, of('enterprise_admin', 'enterprise:a'))).toBe(true);
    expect(may(admin, of('auditor', 'enterprise:a'))).toBe(true);
    expect(may(admin, of('plant_manager', 'site:a2'))).toBe(true);
    expect(may(admin, of('operator', 'line:a1l'))).toBe(true);
    expect(may(admin, of('plant_manager', 'site:b1'))).toBe(false);
    expect(may(admin, of('enterprise_admin', 'enterprise:b'))).toBe(false);
    expect(may(admin, of('plant_manager', 'site:gone'))).toBe(false);
    expect(may(admin, of('platform_admin', 'platform'))).toBe(false);
    expect(may(admin, of('auditor', 'platform'))).toBe(false);
    expect(may(admin, of('district_officer', 'district:north'))).toBe(false);
  });

  it('lets a plant manager give roles below the site only', () => {
    const manager = of('plant_manager', 'site:a1');
    expect(may(manager, of('supervisor', 'workshop:a1w'))).toBe(true);
    expect(may(manager, of('operator', 'line:a1l'))).toBe(true);
    expect(may(manager, of('plant_manager', 'site:a1'))).toBe(false);
    expect(may(manager, of('operator', 'line:a2l'))).toBe(false);
    expect(may(manager, of('supervisor', 'workshop:b1w'))).toBe(false);
  });

  it('lets bureaus, auditors, supervisors and operators give nothing', () => {
    const powerless = fc.tuple(anyGrant, anyGrant).filter(([{ role }]) => policy[role].grants.length === 0);
    fc.assert(fc.property(powerless, ([granter, grant]) => !mayGrant([granter], grant, placeOf)));
  });

  it('never gives a role over what it is not granted over', () => {
    const misplaced = parseGrant({ role: 'platform_admin', scope: 'site:a1' });
    expect(mayGrant([parseGrant(of('platform_admin', 'platform'))], misplaced, placeOf)).toBe(false);
  });

  it('gives nobody what the giver does not hold, but for consent and official acts, which are the enterprise’s and the bureau’s own', () => {
    const ownActs = new Set([
      'consents.write',
      'projects.decide',
      'recognition.apply',
      'recognition.review',
      'recognition.decide',
    ]);
    /** Sums and plans are asked of districts alone. */
    const ofDistricts = new Set(['aggregates.read', 'targets.read', 'cockpit.read']);
    const asked = (permission: string) =>
      [...places.values()].filter(({ level }) => !ofDistricts.has(permission) || level === 'district');
    const allowed = (grants: readonly Grant[]) =>
      permissions
        .filter((permission) => !ownActs.has(permission))
        .flatMap((permission) =>
          asked(permission)
            .filter((place) => decide({ grants, consentsOf: () => [], placeOf, now: 0 }, permission, place).allowed)
            .map((place) => `${permission} ${place.level}:${place.code}`),
        );
    fc.assert(
      fc.property(anyGrants, anyGrant, (granter, grant) => {
        if (!mayGrant(granter, grant, placeOf)) return;
        expect(allowed(granter)).toEqual(expect.arrayContaining(allowed([grant])));
      }),
      { numRuns: 500 },
    );
  });

  it('raises nobody through several hands: what was given can give nothing its giver could not', () => {
    fc.assert(
      fc.property(anyGrants, anyGrant, anyGrant, (granter, between, last) => {
        if (mayGrant(granter, between, placeOf) && mayGrant([between], last, placeOf))
          expect(mayGrant(granter, last, placeOf)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
