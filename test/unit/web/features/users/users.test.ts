// The page of users: where which roles may be given, what may be done with an account and why not, what is searched.
import type { Grant, Role } from '@takt/model/access';
import type { User } from '@takt/model/api';
import { describe, expect, test } from 'vitest';
import { actsOf, reasonOf } from '../../../../../web/src/features/users/acts.ts';
import { isComplete, sentGrants } from '../../../../../web/src/features/users/draft.ts';
import { isShown, readUserFilter, writeUserFilter } from '../../../../../web/src/features/users/filter.ts';
import { type KnownPlant, placesFor } from '../../../../../web/src/features/users/grantable.ts';
import { below, buildTree, type PlantAnswer, wayTo } from '../../../../../web/src/plant/tree.ts';

const districts: Record<string, string> = { north: 'Yuhang', south: 'Linping', east: 'Linping' };
const sites = { north: { enterprise: 'acme' }, south: { enterprise: 'acme' }, east: { enterprise: 'other' } };
const named = (objects: Record<string, object>) =>
  Object.fromEntries(Object.entries(objects).map(([code, object]) => [code, { ...object, name: code.toUpperCase() }]));
const tree = buildTree({
  calendars: {},
  enterprises: named({ acme: {}, other: {} }),
  sites: named(sites),
  workshops: named({ w1: { site: 'north' }, w2: { site: 'south' } }),
  lines: named({ l1: { workshop: 'w1' } }),
  machines: named({ m1: { line: 'l1' } }),
} as unknown as PlantAnswer);
const plant: KnownPlant = {
  city: { code: 'city', name: 'City' },
  districts: [{ code: 'Wuhou', name: 'WUHOU' }],
  roots: tree.roots,
  find: tree.find,
  districtsOf(node) {
    const above = wayTo(node).filter(({ level }) => level === 'site');
    return (above.length > 0 ? above : below(node, 'site')).flatMap(({ code }) => districts[code] ?? []);
  },
};
const holder = (role: Role, scope: Grant['scope']): Grant[] => [{ role, scope }];
const scopes = (role: Role, granter: Grant[]) => placesFor(role, granter, plant, 'all').map(({ scope }) => scope);

describe('places to give a role', () => {
  const root = holder('platform_admin', { level: 'platform' });
  const admin = holder('enterprise_admin', { level: 'enterprise', code: 'acme' });
  const manager = holder('plant_manager', { level: 'site', code: 'north' });

  test('are those the role fits, all over the installation for who runs it', () => {
    expect(scopes('auditor', root)).toEqual(['platform', 'enterprise:acme', 'enterprise:other']);
    expect(scopes('district_officer', root)).toEqual(['district:Wuhou', 'district:Linping', 'district:Yuhang']);
    expect(scopes('city_officer', root)).toEqual(['platform', 'city:city']);
    expect(scopes('plant_manager', root)).toEqual(['site:north', 'site:south', 'site:east']);
  });

  test('lie in what one administers', () => {
    expect(scopes('plant_manager', admin)).toEqual(['site:north', 'site:south']);
    expect(scopes('operator', manager)).toEqual(['workshop:w1', 'line:l1']);
  });

  test('are none for roles that are not one’s to give', () => {
    expect(scopes('platform_admin', admin)).toEqual([]);
    expect(scopes('plant_manager', manager)).toEqual([]);
    expect(scopes('operator', holder('supervisor', { level: 'workshop', code: 'w1' }))).toEqual([]);
  });

  test('are named by what they lie in', () => {
    expect(placesFor('operator', manager, plant, 'all')).toEqual([
      { scope: 'workshop:w1', level: 'workshop', name: 'W1', group: 'ACME / NORTH' },
      { scope: 'line:l1', level: 'line', name: 'W1 / L1', group: 'ACME / NORTH' },
    ]);
  });
});

const user: User = {
  id: 'u1',
  login: 'li.min',
  name: 'Li Min',
  state: 'active',
  grants: [{ role: 'operator', scope: 'line:l1' }],
  more: false,
  manageable: true,
  secondFactor: false,
  provider: null,
  createdAt: 0,
  lastSignInAt: null,
  lockedUntil: null,
};
const by = { own: false, mayWrite: true, givesRoles: true };

describe('what may be done with an account', () => {
  test('depends on its state', () => {
    expect(actsOf(user, by)).toEqual(['edit', 'reset', 'signOut', 'disable']);
    expect(actsOf({ ...user, state: 'invited' }, by)).toEqual(['edit', 'link', 'disable']);
    expect(actsOf({ ...user, state: 'disabled' }, by)).toEqual(['edit', 'enable']);
    expect(actsOf({ ...user, provider: 'idp' }, by)).toEqual(['edit', 'signOut', 'disable']);
  });

  test('is less for accounts that one does not manage, and the reason is said', () => {
    const beyond = { ...user, manageable: false };
    expect(actsOf(beyond, by)).toEqual(['edit']);
    expect(reasonOf(beyond, by)).toBe('beyond');
    expect(reasonOf({ ...beyond, more: true }, by)).toBe('more');
    expect(actsOf(user, { ...by, own: true })).toEqual([]);
    expect(reasonOf(user, { ...by, own: true })).toBe('own');
    expect(actsOf(user, { ...by, mayWrite: false })).toEqual([]);
    expect(reasonOf(user, { ...by, mayWrite: false })).toBe('readOnly');
    expect(reasonOf(user, by)).toBeUndefined();
  });
});

describe('the list', () => {
  const all = { text: '', state: undefined, role: undefined };

  test('is searched by name, sign-in name and place', () => {
    for (const text of ['min', 'LI.', ' line one ']) expect(isShown(user, { ...all, text }, ['Line one'])).toBe(true);
    expect(isShown(user, { ...all, text: 'line two' }, ['Line one'])).toBe(false);
  });

  test('is narrowed by state and role, which stand in the address', () => {
    expect(isShown(user, { ...all, state: 'invited' }, [])).toBe(false);
    expect(isShown(user, { ...all, role: 'operator' }, [])).toBe(true);
    expect(isShown(user, { ...all, role: 'auditor' }, [])).toBe(false);
    const filter = { text: 'li', state: 'active', role: 'operator' } as const;
    expect(readUserFilter(writeUserFilter(filter) as Record<string, string>)).toEqual(filter);
    expect(readUserFilter({ state: 'gone', role: 'king' })).toEqual(all);
    expect(writeUserFilter(all)).toEqual({});
  });
});

describe('roles being chosen', () => {
  test('are complete with a role and a place each, one at least', () => {
    expect(isComplete([])).toBe(false);
    expect(isComplete([{ role: 'operator', scope: '' }])).toBe(false);
    expect(isComplete([{ role: 'operator', scope: 'line:l1' }])).toBe(true);
  });

  test('are sent once', () => {
    const grant = { role: 'operator', scope: 'line:l1' } as const;
    expect(sentGrants([grant, { role: '', scope: '' }, { ...grant }])).toEqual([grant]);
  });
});
