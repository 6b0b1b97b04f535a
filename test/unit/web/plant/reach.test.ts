// What an account may ask about: all of a node, or the parts of it that its roles cover and enterprises agreed to.
import { describe, expect, test } from 'vitest';
import { landingOf } from '../../../../web/src/app/landing.ts';
import { coveredParts } from '../../../../web/src/plant/reach.ts';
import { asksConsent, figuresOf, type GivenConsent, mayAt } from '../../../../web/src/plant/sight.ts';
import { buildTree, type PlantAnswer, type PlantNode } from '../../../../web/src/plant/tree.ts';

const plant: PlantAnswer = {
  calendars: {},
  enterprises: { e: { name: 'Works' } },
  sites: { s: { enterprise: 'e', name: 'North', district: 'd', sector: 'C36', timeZone: 'Asia/Shanghai' } },
  workshops: { w1: { site: 's', name: 'Hall one' }, w2: { site: 's', name: 'Hall two' } },
  lines: { l1: { workshop: 'w1', name: 'Line one' }, l2: { workshop: 'w1', name: 'Line two' } },
  machines: {},
};
type Grants = Parameters<typeof mayAt>[0]['grants'];
const over = (...scopes: string[]): Grants => scopes.map((scope) => ({ role: 'operator' as const, scope }));
const tree = buildTree(plant);
const [root] = tree.roots;

function partsFor(grants: Grants, districts: string[] = ['d'], consents: GivenConsent[] = []): string[] {
  if (!root) return [];
  const may = (node: PlantNode) => mayAt({ grants, consents }, figuresOf(node), node, { districts, cities: ['c'] });
  return coveredParts(root, may).map(({ scope }) => scope);
}

describe('parts', () => {
  test.each([
    [[{ role: 'platform_admin' as const, scope: 'platform' }], ['enterprise:e']],
    [over('site:s'), ['site:s']],
    [over('workshop:w2', 'line:l1'), ['line:l1', 'workshop:w2']],
    [over('workshop:w1', 'workshop:w2'), ['workshop:w1', 'workshop:w2']],
    [over(), []],
  ])('of %j are %j', (grants, parts) => {
    expect(asksConsent(grants)).toBe(false);
    expect(partsFor(grants)).toEqual(parts);
  });
});

describe('a bureau', () => {
  const district: Grants = [{ role: 'district_officer', scope: 'district:d' }];
  const consent: GivenConsent = {
    id: 'c',
    enterprise: 'e',
    bureau: 'district:d',
    groups: ['workshop_kpis'],
    state: 'in_force',
  };
  const workshop = tree.find('workshop', 'w1');
  const may = (permission: Parameters<typeof mayAt>[1], consents: GivenConsent[]) =>
    workshop && mayAt({ grants: district, consents }, permission, workshop, { districts: ['d'], cities: ['c'] });

  test('asks for nothing of an enterprise that agreed to nothing', () => {
    expect(asksConsent(district)).toBe(true);
    expect(partsFor(district)).toEqual([]);
  });

  test('asks for what the enterprise agreed to, and for no more', () => {
    expect(partsFor(district, ['d'], [consent])).toEqual(['enterprise:e']);
    expect(may('kpi.read', [consent])).toBe(true);
    expect(may('machine_kpi.read', [consent])).toBe(false);
    expect(may('telemetry.read', [consent])).toBe(false);
    expect(may('telemetry.read', [{ ...consent, groups: ['telemetry'] }])).toBe(true);
  });

  test.each([
    ['withdrawn', { state: 'withdrawn' as const }],
    ['expired', { state: 'expired' as const }],
    ['given to another bureau', { bureau: 'platform' }],
    ['of another enterprise', { enterprise: 'other' }],
  ])('asks for nothing by a consent that is %s', (_, difference) => {
    expect(partsFor(district, ['d'], [{ ...consent, ...difference }])).toEqual([]);
  });

  test('of one district does not ask for the figures of an enterprise in several', () => {
    expect(partsFor(district, ['d', 'other'], [consent])).toEqual([]);
    expect(partsFor(district, [], [consent])).toEqual([]);
  });
});

describe('the first page', () => {
  const alone = buildTree({ ...plant, workshops: { w1: { site: 's', name: 'Hall one' } } }).roots;

  test('of whoever has one workshop is that workshop', () => {
    expect(landingOf(over('workshop:w1'), alone)?.scope).toBe('workshop:w1');
    expect(landingOf(over('line:l1'), alone)?.scope).toBe('workshop:w1');
  });

  test('is the overview for everybody else', () => {
    expect(landingOf(over('workshop:w1', 'workshop:w2'), tree.roots)).toBeUndefined();
    expect(landingOf(over('site:s'), alone)).toBeUndefined();
    expect(landingOf(over('workshop:w1'), [])).toBeUndefined();
  });
});
