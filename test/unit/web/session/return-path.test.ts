// After signing in one comes back to a page of ours, and to nothing else.
import { expect, test } from 'vitest';
import { returnPath } from '../../../../web/src/session/index.ts';

test.each([
  ['/', '/'],
  ['/workshops/w1?range=day#x', '/workshops/w1?range=day#x'],
  ['/machines/%E8%BD%A6', '/machines/%E8%BD%A6'],
])('%s is a page', (to, expected) => {
  expect(returnPath(to)).toBe(expected);
});

test.each([
  undefined,
  null,
  ['/devices'],
  '',
  'devices',
  '//evil.example/',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '/.//evil.example',
  '/a/..//evil.example',
  '/sign-in?to=/sign-in',
])('%s leads to the start', (to) => {
  expect(returnPath(to)).toBe('/');
});
