// Behaviour of finding names that are alike: all that comparing every one with every other finds, and nothing else.
import { alikeFrom, alikeNames, bigramsOf, nameKey, similarity } from '@takt/model/registry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const name = fc
  .array(fc.constantFrom(...'重庆綦江半轴齿轮精密机械制造汽车'), { minLength: 2, maxLength: 9 })
  .map((all) => all.join(''));
const pairsIn = (names: readonly string[]) =>
  alikeNames(names.map((one, index) => ({ id: String(index), key: nameKey(one) })))
    .pairs.map(({ first, second }) => [first, second].sort().join(' '))
    .sort();

describe('names that are alike', () => {
  it('are those that comparing all of them finds', () => {
    const near = fc.tuple(name, fc.nat(8)).map(([one, at]) => [one, one.slice(0, at) + one.slice(at + 1)]);
    const names = fc
      .array(
        fc.oneof(
          name.map((one) => [one]),
          near,
        ),
        { maxLength: 12 },
      )
      .map((all) => all.flat());
    fc.assert(
      fc.property(names, (all) => {
        const sets = all.map((one) => bigramsOf(nameKey(one)));
        const expected = all.flatMap((_, i) =>
          all.slice(i + 1).flatMap((_, j) => {
            const [a, b] = [sets[i], sets[i + 1 + j]];
            return a && b && similarity(a, b) >= alikeFrom ? [[String(i), String(i + 1 + j)].sort().join(' ')] : [];
          }),
        );
        expect(pairsIn(all)).toEqual(expected.sort());
      }),
    );
  });

  it('are not those that are numbered', () => {
    expect(pairsIn(['重庆机械制造第1分公司', '重庆机械制造第2分公司'])).toEqual([]);
    expect(pairsIn(['重庆机械制造第1分公司', '重庆机械制造第1分公'])).toEqual(['0 1']);
  });

  it('are cut where there are too many to look at', () => {
    const key = '重庆綦江齿轮';
    const { pairs, cut } = alikeNames(
      Array.from({ length: 20 }, (_, index) => ({ id: `${index}`, key })),
      50,
    );
    expect(pairs).toHaveLength(50);
    expect(cut).toBe(true);
  });
});
