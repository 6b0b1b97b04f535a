// Which licences may come in: expressions are read as SPDX means them, and what is not known is refused.
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Exception, judge } from '../../../supply-chain/licences.ts';
import { lockedPackages } from '../../../supply-chain/lock-file.ts';
import { isSatisfied } from '../../../supply-chain/spdx.ts';
import { repository } from '../../harness/child.ts';

const allowed = new Set(['MIT', 'Apache-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0']);

describe('an expression', () => {
  test.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['GPL-3.0-only OR MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND GPL-3.0-only', false],
    ['MIT AND Apache-2.0', true],
    ['MIT OR Apache-2.0 AND GPL-3.0-only', true],
    ['(MIT OR Apache-2.0) AND GPL-3.0-only', false],
    ['GPL-2.0-only WITH Classpath-exception-2.0', true],
    ['GPL-2.0-only WITH Other-exception', false],
    ['mit', false],
  ])('%s: %s', (expression, fits) => {
    expect(isSatisfied(expression, allowed)).toBe(fits);
  });

  test.each(['', 'MIT OR', 'MIT Apache-2.0', '(MIT', 'MIT)', 'AND MIT', 'SEE LICENSE IN x'])('"%s" is none', (text) => {
    expect(() => isSatisfied(text, allowed)).toThrow('is no SPDX expression');
  });
});

describe('packages', () => {
  const one = (licence: string | undefined, name = 'a', dev = false) => ({ name, version: '1.0.0', licence, dev });

  test('under another licence, none or a riddle are refused by name, also those for development', () => {
    const { refused } = judge(
      [one('MIT'), one('AGPL-3.0-only', 'b'), one(undefined, 'c', true), one('UNLICENSED?? x', 'd')],
      [],
    );
    expect(refused).toEqual([
      'b@1.0.0: AGPL-3.0-only is not on the list of what is allowed',
      'c@1.0.0 (development): says no licence',
      'd@1.0.0: "UNLICENSED?? x" is no SPDX expression',
    ]);
  });

  test('may be excepted, for the licence that was looked at and as long as it is needed', () => {
    const exception: Exception = { name: /^a$/, says: 'MPL-2.0', licence: 'MPL-2.0', why: 'a test' };
    expect(judge([one('MPL-2.0')], [exception])).toEqual({ refused: [], stale: [] });
    expect(judge([one('AGPL-3.0-only')], [exception])).toMatchObject({
      refused: [expect.any(String)],
      stale: ['/^a$/'],
    });
  });

  test('of this repository are all allowed', () => {
    const packages = lockedPackages(resolve(repository, 'package-lock.json'));
    expect(packages.length).toBeGreaterThan(300);
    expect(judge(packages)).toEqual({ refused: [], stale: [] });
  });
});
