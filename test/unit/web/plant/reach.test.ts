// What an account may ask about: all of a node, or the parts of it that its roles cover.
import { describe, expect, test } from 'vitest';
import { landingOf } from '../../../../web/src/app/landing.ts';
import { coveredParts, coversAll } from '../../../../web/src/plant/reach.ts';
import { buildTree, type PlantAnswer } from '../../../../web/src/plant/tree.ts';

const plant: PlantAnswer = {
  calendars: {},
  enterprises: { e: { name: 'Works' } },
  sites: { s: { enterprise: 'e', name: 'North', district: 'd', sector: 'C36', timeZone: 'Asia/Shanghai' } },
  workshops: { w1: { site: 's', name: 'Hall one' }, w2: { site: 's', name: 'Hall two' } },
  lines: { l1: { workshop: 'w1', name: 'Line one' }, l2: { workshop: 'w1', name: 'Line two' } },
  machines: {},
};
type Grants = Parameters<typeof coversAll>[0];
const over = (...scopes: string[]): Grants => scopes.map((scope) => ({ role: 'operator' as const, scope }));
const tree = buildTree(plant);
const [root] = tree.roots;

function partsFor(grants: Grants, districts: string[] = ['d']): string[] {
  if (!root) return [];
  return coveredParts(root, (node) => coversAll(grants, node, districts)).map(({ scope }) => scope);
}

describe('parts', () => {
  test.each([
    [over('platform'), ['enterprise:e']],
    [over('district:d'), ['enterprise:e']],
    [over('district:other'), []],
    [over('site:s'), ['site:s']],
    [over('workshop:w2', 'line:l1'), ['line:l1', 'workshop:w2']],
    [over('workshop:w1', 'workshop:w2'), ['workshop:w1', 'workshop:w2']],
    [over(), []],
  ])('of %j are %j', (grants, parts) => {
    expect(partsFor(grants)).toEqual(parts);
  });

  test('an enterprise in several districts is not covered by one of them', () => {
    expect(partsFor(over('district:d'), ['d', 'other'])).toEqual([]);
    expect(partsFor(over('district:d'), [])).toEqual([]);
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
