// Roles in words: each once where there is little room, and with the place where there is more.
import { expect, test } from 'vitest';
import type { Translate } from '../../../../web/src/locales/keys.ts';
import { roleWords, sayGrants, splitScope } from '../../../../web/src/session/index.ts';

const t: Translate = (key) => key.split('.').at(-1) ?? key;

test('a role over several places is said once', () => {
  const grants = [
    { role: 'supervisor', scope: 'workshop:a' },
    { role: 'supervisor', scope: 'workshop:b' },
    { role: 'operator', scope: 'line:c' },
  ] as const;
  expect(roleWords([...grants], t)).toBe('supervisorseparatoroperator');
  expect(roleWords([], t)).toBe('noRole');
});

test('places are called by their name, what is not known by its code', () => {
  const grants = [
    { role: 'supervisor', scope: 'workshop:a' },
    { role: 'district_officer', scope: 'district:上城:区' },
    { role: 'platform_admin', scope: 'platform' },
  ] as const;
  const nameOf = (level: string, code: string) => (level === 'workshop' && code === 'a' ? 'Machining' : undefined);
  expect(sayGrants([...grants], nameOf, t)).toEqual([
    { role: 'supervisor', where: 'Machining' },
    { role: 'district_officer', where: '上城:区' },
    { role: 'platform_admin', where: 'everywhere' },
  ]);
  expect(splitScope('platform')).toEqual({ level: 'platform', code: '' });
});
