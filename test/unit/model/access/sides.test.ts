import {
  agreedToBeCounted,
  type Bureau,
  type Consent,
  isSeenFrom,
  type Place,
  parseGrant,
  type Role,
  sidesOf,
} from '@takt/model/access';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyGrants, places } from './plant.ts';

const city: Bureau = { level: 'platform' };
const north: Bureau = { level: 'district', code: 'north' };
const south: Bureau = { level: 'district', code: 'south' };
const sees = (role: Role, scope: string, consent: Pick<Consent, 'enterprise' | 'bureau'>) =>
  isSeenFrom(sidesOf([parseGrant({ role, scope })], 'consents.read'), consent);

describe('who sees a consent', () => {
  it('the enterprise, whoever it was given to', () => {
    for (const bureau of [city, north]) {
      expect(sees('enterprise_admin', 'enterprise:a', { enterprise: 'a', bureau })).toBe(true);
      expect(sees('auditor', 'enterprise:a', { enterprise: 'a', bureau })).toBe(true);
      expect(sees('enterprise_admin', 'enterprise:b', { enterprise: 'a', bureau })).toBe(false);
    }
  });

  it('the bureau it was given to, and no other', () => {
    expect(sees('district_officer', 'district:north', { enterprise: 'a', bureau: north })).toBe(true);
    expect(sees('district_officer', 'district:south', { enterprise: 'a', bureau: north })).toBe(false);
    expect(sees('district_officer', 'district:north', { enterprise: 'a', bureau: city })).toBe(false);
    expect(sees('city_officer', 'platform', { enterprise: 'a', bureau: north })).toBe(false);
    expect(sees('city_officer', 'platform', { enterprise: 'a', bureau: city })).toBe(true);
    expect(sees('auditor', 'platform', { enterprise: 'a', bureau: city })).toBe(true);
  });

  it('who runs the installation, and nobody on the shop floor', () => {
    expect(sees('platform_admin', 'platform', { enterprise: 'a', bureau: north })).toBe(true);
    expect(sees('plant_manager', 'site:a1', { enterprise: 'a', bureau: north })).toBe(false);
  });
});

describe('who agreed to be counted', () => {
  const district = places.get('district:north') as Place;
  const consent = (enterprise: string, bureau: Bureau, rest: Partial<Consent> = {}): Consent => ({
    id: enterprise,
    enterprise,
    bureau,
    groups: ['aggregates'],
    purpose: 'statistics',
    from: 0,
    until: 100,
    withdrawnAt: null,
    ...rest,
  });
  const all = [
    consent('to-city', city),
    consent('to-north', north),
    consent('to-south', south),
    consent('other-group', north, { groups: ['workshop_kpis', 'machine_kpis', 'telemetry'] }),
    consent('withdrawn', north, { withdrawnAt: 5 }),
    consent('expired', north, { until: 10 }),
    consent('later', north, { from: 11 }),
  ];
  const counted = (role: Role, scope: string) => [
    ...agreedToBeCounted([parseGrant({ role, scope })], district, all, 10),
  ];

  it('with each bureau by itself', () => {
    expect(counted('district_officer', 'district:north')).toEqual(['to-north']);
    expect(counted('district_officer', 'district:south')).toEqual([]);
    expect(counted('city_officer', 'platform')).toEqual(['to-city']);
    expect(counted('auditor', 'platform')).toEqual(['to-city']);
    expect(counted('platform_admin', 'platform')).toEqual(['to-city', 'to-north']);
  });

  it('nobody without a consent to it that is in force, whoever asks', () => {
    fc.assert(
      fc.property(anyGrants, (grants) => {
        const found = [...agreedToBeCounted(grants, district, all, 10)];
        for (const never of ['other-group', 'withdrawn', 'expired', 'later', 'to-south'])
          expect(found).not.toContain(never);
      }),
    );
  });
});
