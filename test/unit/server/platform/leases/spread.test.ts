// Who is to hold what: the same for all who ask, even, and with as few moves as that takes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from '../../../../../server/src/platform/leases/spread.ts';

type Holders = Map<string, string>;

const member = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const members = fc.uniqueArray(member, { minLength: 1 });
const weighing = (weight: fc.Arbitrary<number>) =>
  fc.array(weight, { maxLength: 40 }).map((all) => new Map(all.map((value, n) => [`site ${n}`, value] as const)));
const weights = weighing(fc.integer({ min: 1, max: 50 }));
const alike = weighing(fc.constant(1));

/** Holders of some of the names, some of whom may be gone. */
const holdersOf = (names: ReadonlyMap<string, number>) =>
  fc
    .array(fc.option(fc.oneof(member, fc.constant('gone'))), { minLength: names.size, maxLength: names.size })
    .map((who) => {
      const holders: Holders = new Map();
      for (const [n, name] of [...names.keys()].entries()) if (who[n]) holders.set(name, who[n]);
      return holders;
    });
const situation = (names: fc.Arbitrary<Map<string, number>>) =>
  fc.tuple(members, names).chain(([who, what]) => fc.tuple(fc.constant(who), fc.constant(what), holdersOf(what)));

function loadsOf(who: readonly string[], what: ReadonlyMap<string, number>, holders: Holders): number[] {
  const loads = new Map(who.map((one) => [one, 0]));
  for (const [name, one] of holders) loads.set(one, (loads.get(one) ?? 0) + (what.get(name) ?? 0));
  return [...loads.values()];
}

const moved = (before: Holders, after: Holders) => [...before].filter(([name, who]) => after.get(name) !== who);
const shuffled = <T>(all: Iterable<T>) =>
  fc.shuffledSubarray([...all], { minLength: [...all].length, maxLength: [...all].length });

describe('spreading names over members', () => {
  it('gives every name exactly one member', () => {
    fc.assert(
      fc.property(situation(weights), ([who, what, holders]) => {
        const after = spread(who, what, holders);
        expect([...after.keys()].sort()).toEqual([...what.keys()].sort());
        for (const one of after.values()) expect(who).toContain(one);
      }),
    );
  });

  it('leaves loads no further apart than the heaviest name', () => {
    fc.assert(
      fc.property(situation(weights), ([who, what, holders]) => {
        const loads = loadsOf(who, what, spread(who, what, holders));
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(0, ...what.values()));
      }),
    );
  });

  it('comes to one answer in whatever order members, names and holders are told', () => {
    const told = situation(weights).chain(([who, what, holders]) =>
      fc.tuple(fc.constant([who, what, holders] as const), shuffled(who), shuffled(what), shuffled(holders)),
    );
    fc.assert(
      fc.property(told, ([[who, what, holders], ...other]) => {
        const answer = spread(other[0], new Map(other[1]), new Map(other[2]));
        expect(new Map([...answer].sort())).toEqual(new Map([...spread(who, what, holders)].sort()));
      }),
    );
  });

  it('leaves alone what is spread already', () => {
    fc.assert(
      fc.property(situation(weights), ([who, what, holders]) => {
        const after = spread(who, what, holders);
        expect(moved(after, spread(who, what, after))).toEqual([]);
      }),
    );
  });

  it('moves nothing of those who stay when a member leaves', () => {
    fc.assert(
      fc.property(members, alike, ([leaver, ...others], what) => {
        fc.pre(others.length > 0);
        const before = spread([leaver as string, ...others], what, new Map());
        for (const [, who] of moved(before, spread(others, what, before))) expect(who).toBe(leaver);
      }),
    );
  });

  it('moves to a member who joins its share and nothing else', () => {
    fc.assert(
      fc.property(members, alike, ([joiner, ...others], what) => {
        fc.pre(others.length > 0);
        const before = spread(others, what, new Map());
        const after = spread([joiner as string, ...others], what, before);
        const moves = moved(before, after);
        expect(moves.length).toBe(Math.floor(what.size / (others.length + 1)));
        for (const [name] of moves) expect(after.get(name)).toBe(joiner);
      }),
    );
  });

  it('lets a heavy name stay where it is and shares the light ones', () => {
    const what = new Map([['giant', 1000], ...Array.from({ length: 10 }, (_, n) => [`small ${n}`, 1] as const)]);
    const before = new Map([...what.keys()].map((name) => [name, name === 'giant' ? 'a' : 'b']));
    const after = spread(['a', 'b', 'c'], what, before);
    expect(after.get('giant')).toBe('a');
    expect([...after.values()].filter((who) => who === 'c')).toHaveLength(5);
  });

  it('gives nothing to nobody', () => {
    expect(spread([], new Map([['x', 1]]), new Map([['x', 'gone']]))).toEqual(new Map());
  });
});
