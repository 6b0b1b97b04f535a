// The plant as a tree: where a node hangs, the way to it, what is below it.
import { describe, expect, test } from 'vitest';
import { below, buildTree, type PlantAnswer, wayTo } from '../../../../web/src/plant/tree.ts';

const plant: PlantAnswer = {
  calendars: {},
  enterprises: { e: { name: 'Works' } },
  sites: { s: { enterprise: 'e', name: 'North', district: 'd', sector: 'C36', timeZone: 'Asia/Shanghai' } },
  workshops: { w: { site: 's', name: 'Hall' }, lost: { site: 'nowhere', name: 'Lost' } },
  lines: { l: { workshop: 'w', name: 'Line' } },
  machines: {
    m10: { line: 'l', name: 'Drill', idealCycleSeconds: 1 },
    m2: { line: 'l', name: 'Lathe', idealCycleSeconds: 1 },
  },
};

describe('the tree', () => {
  const tree = buildTree(plant);

  test('leads from the enterprise down to a machine', () => {
    expect(wayTo(tree.find('machine', 'm2')).map(({ scope }) => scope)).toEqual([
      'enterprise:e',
      'site:s',
      'workshop:w',
      'line:l',
      'machine:m2',
    ]);
  });

  test('orders siblings by code, as people count', () => {
    expect(tree.find('line', 'l')?.children.map(({ name }) => name)).toEqual(['Lathe', 'Drill']);
  });

  test('finds every machine below a site, and a node below itself', () => {
    const site = tree.find('site', 's');
    const machine = tree.find('machine', 'm2');
    expect(site && below(site, 'machine')).toHaveLength(2);
    expect(machine && below(machine, 'machine')).toEqual([machine]);
  });

  test('leaves out what hangs on nothing, and knows no code that is not there', () => {
    expect(tree.find('workshop', 'lost')).toBeUndefined();
    expect(tree.find('line', 'w')).toBeUndefined();
    expect(wayTo(undefined)).toEqual([]);
  });
});
