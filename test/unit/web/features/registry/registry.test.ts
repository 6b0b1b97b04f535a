// Behaviour of what the registry's pages work with: filters in the address, figures as they are typed and written, what a change was.
import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../../../web/src/features/registry/changes.ts';
import { figureFault, readFigure, sayFigure } from '../../../../../web/src/features/registry/figure-words.ts';
import {
  askedOf,
  isFiltered,
  readRegistryFilter,
  writeRegistryFilter,
} from '../../../../../web/src/features/registry/filter.ts';

const t = ((key: string) => key) as never;

describe('filters in the address', () => {
  it('are read as they are written, and what is as usual is left out', () => {
    const query = { q: '齿轮', sector: 'C36', state: 'closed', sort: 'size', page: '3' };
    expect(writeRegistryFilter(readRegistryFilter(query))).toEqual(query);
    expect(writeRegistryFilter(readRegistryFilter({ state: 'active', sort: 'name', page: '1', size: '' }))).toEqual({});
  });

  it('are as usual where the address is nonsense', () => {
    const filter = readRegistryFilter({ state: 'asleep', sort: ['x'], page: '-2' });
    expect(filter).toMatchObject({ state: 'active', sort: 'name', page: 1 });
    expect(isFiltered(filter)).toBe(false);
  });

  it('ask for the page', () => {
    expect(askedOf(readRegistryFilter({ page: '3', district: '綦江' }))).toMatchObject({
      offset: 100,
      limit: 50,
      district: '綦江',
    });
  });
});

describe('a figure', () => {
  it('is typed as per cent where it is a share', () => {
    expect(readFigure('nc_rate', '72.5')).toBe(0.725);
    expect(readFigure('nc_rate', ' 57 ')).toBe(0.57);
    expect(readFigure('revenue', '1,200 000')).toBe(1_200_000);
    expect(readFigure('revenue', '')).toBeNaN();
    expect(figureFault('nc_rate', 1.2, t)).toBeDefined();
    expect(figureFault('productivity_change', 0.12, t)).toBeUndefined();
  });

  it('is written in its unit, a change with its sign', () => {
    expect(sayFigure('nc_rate', 0.725, t, 'en')).toBe('72.5\u00a0%');
    expect(sayFigure('productivity_change', 0.12, t, 'en')).toBe('+12.0\u00a0%');
    expect(sayFigure('operating_cost_change', -0.15, t, 'en')).toBe('\u221215.0\u00a0%');
    expect(sayFigure('revenue', 130_000_000, t, 'en')).toBe('130,000,000\u00a0registry.units.yuan');
  });
});

describe('a change', () => {
  it('is what differs; of something new, what it says', () => {
    expect(changesOf({ name: 'A', town: null }, { name: 'B', town: null })).toEqual([
      { field: 'name', before: 'A', after: 'B' },
    ]);
    expect(changesOf(null, { name: 'B', town: null })).toEqual([{ field: 'name', before: undefined, after: 'B' }]);
    expect(changesOf({ plant: 'p' }, {})).toEqual([{ field: 'plant', before: 'p', after: null }]);
  });
});
