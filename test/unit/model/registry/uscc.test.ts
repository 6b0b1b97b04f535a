// Behaviour of unified social credit codes: published ones are right, and no single wrong character gets through.
import { foldUscc, usccCheckCharacter, usccProblem, usccSchema } from '@takt/model/registry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const character = fc.constantFrom(...alphabet);
const digit = fc.constantFrom(...'0123456789');
const code = fc
  .tuple(
    fc.string({ unit: character, minLength: 2, maxLength: 2 }),
    fc.string({ unit: digit, minLength: 6, maxLength: 6 }),
    fc.string({ unit: character, minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.join(''))
  .map((first) => first + usccCheckCharacter(first));

describe('unified social credit code', () => {
  it.each([
    // The example that implementations of the standard publish, and codes large companies print in their annual reports.
    '91350100M000100Y43',
    '9144030071526726XG',
    '914403001922038216',
    '91330100799655058B',
    '91110000802100433B',
  ])('%s is right', (published) => {
    expect(usccProblem(published)).toBeUndefined();
  });

  it('is found wrong where any single character is another one', () => {
    fc.assert(
      fc.property(code, fc.nat(17), character, (right, at, other) => {
        fc.pre(right[at] !== other);
        expect(usccProblem(right)).toBeUndefined();
        expect(usccProblem(right.slice(0, at) + other + right.slice(at + 1))).toBeDefined();
      }),
    );
  });

  it('is found wrong where two neighbours are exchanged', () => {
    fc.assert(
      fc.property(code, fc.nat(16), (right, at) => {
        const [one = '', next = ''] = [right[at], right[at + 1]];
        fc.pre(one !== next);
        expect(usccProblem(right.slice(0, at) + next + one + right.slice(at + 2))).toBeDefined();
      }),
    );
  });

  it('says what is wrong', () => {
    expect(usccProblem('91350100M000100Y4')).toBe('length');
    expect(usccProblem('91350100O000100Y43')).toBe('character');
    expect(usccProblem('9135010AM000100Y43')).toBe('character');
    expect(usccProblem('91350100M000100Y44')).toBe('check');
    expect(usccSchema.safeParse('91350100M000100Y44').error?.issues[0]?.message).toContain('check character');
  });

  it('is read as people write it', () => {
    expect(foldUscc(' ９１３５０１００-m000100y43 ')).toBe('91350100M000100Y43');
    expect(usccSchema.parse('91350100 M000100Y 43')).toBe('91350100M000100Y43');
  });
});
