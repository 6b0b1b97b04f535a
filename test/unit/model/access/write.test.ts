// Who writes a node is who may write what it lies in.
import { type Place, parseGrantScope, reaches, writtenFrom } from '@takt/model/access';
import { formatScope } from '@takt/model/plant';
import { describe, expect, test } from 'vitest';

const textOf = (place: ReturnType<typeof writtenFrom>) => (place === 'everywhere' ? place : formatScope(place));

describe('writing a node', () => {
  test.each([
    [{ level: 'enterprise' }, 'everywhere'],
    [{ level: 'site', parent: 'acme' }, 'enterprise:acme'],
    [{ level: 'workshop', parent: 'north' }, 'site:north'],
    [{ level: 'line', parent: 'shaft' }, 'workshop:shaft'],
    [{ level: 'machine', parent: 'l1' }, 'line:l1'],
    [{ level: 'calendar', enterprise: 'acme' }, 'enterprise:acme'],
    [{ level: 'calendar', enterprise: undefined }, 'everywhere'],
  ] as const)('%j needs the permission at %s', (written, place) => {
    expect(textOf(writtenFrom(written))).toBe(place);
  });
});

describe('a grant over a workshop', () => {
  const site: Place = {
    level: 'site',
    code: 'north',
    districts: ['d'],
    cities: ['c'],
    enterprise: 'acme',
    site: 'north',
  };
  const workshop: Place = { ...site, level: 'workshop', code: 'shaft', workshop: 'shaft' };
  const line: Place = { ...workshop, level: 'line', code: 'l1', line: 'l1' };
  const other: Place = { ...site, code: 'south', site: 'south' };
  const placeOf = () => workshop;
  const grant = parseGrantScope('workshop:shaft');

  test('reaches what is below it, and in the registry what it lies in', () => {
    expect(reaches(grant, line, 'telemetry.read', placeOf)).toBe(true);
    expect(reaches(grant, site, 'plant.read', placeOf)).toBe(true);
  });

  test('reaches nothing else of what it lies in, and no neighbour', () => {
    expect(reaches(grant, site, 'telemetry.read', placeOf)).toBe(false);
    expect(reaches(grant, site, 'plant.write', placeOf)).toBe(false);
    expect(reaches(grant, other, 'plant.read', placeOf)).toBe(false);
  });
});
