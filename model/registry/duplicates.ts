// Owns finding names that are alike among many, without comparing every one with every other.
import { bigramsOf, similarity } from './name-key.ts';

/** From this similarity on two names of one district may be one enterprise. */
export const alikeFrom = 0.8;

export interface Named {
  id: string;
  /** Folded. */
  key: string;
}

export interface Alike {
  first: string;
  second: string;
  /** 0 to 1, at least {@link alikeFrom}. */
  similarity: number;
}

interface Prepared {
  id: string;
  /** Rarest first, in one order for all. */
  bigrams: readonly string[];
  set: ReadonlySet<string>;
  figures: string;
}

/**
 * Pairs of names that are alike, `most` at most. Two sets of a and b bigrams whose Dice coefficient is t or more share t·(a+b)/2 of
 * them, and so one of the rarest of each: of n, those before the last ⌈t·n/(2−t)⌉ − 1; the first they share stands early enough in
 * both for as many to follow (prefix and positional filter; Xiao, Wang, Lin, Yu: Efficient similarity joins for near duplicate
 * detection, WWW 2008). Names that differ in their numbers are different ones: works and companies are numbered.
 */
export function alikeNames(names: readonly Named[], most = 5000): { pairs: Alike[]; cut: boolean } {
  const seenIn = new Map<string, { other: Prepared; at: number }[]>();
  const pairs: Alike[] = [];
  for (const one of prepare(names)) {
    const compared = new Set<Prepared>();
    for (const [at, bigram] of prefixOf(one.bigrams).entries()) {
      const key = `${one.figures} ${bigram}`;
      const seen = seenIn.get(key) ?? [];
      for (const { other, at: otherAt } of seen) {
        if (compared.has(other)) continue;
        compared.add(other);
        const [a, b] = [one.bigrams.length, other.bigrams.length];
        if (1 + Math.min(a - at - 1, b - otherAt - 1) < (alikeFrom * (a + b)) / 2 - rounding) continue;
        const alike = similarity(one.set, other.set);
        if (alike < alikeFrom) continue;
        if (pairs.length >= most) return { pairs, cut: true };
        pairs.push({ first: other.id, second: one.id, similarity: alike });
      }
      seen.push({ other: one, at });
      seenIn.set(key, seen);
    }
  }
  return { pairs, cut: false };
}

/** Of sums and quotients of small whole numbers. */
const rounding = 1e-9;

function prepare(names: readonly Named[]): Prepared[] {
  const sets = names.map(({ key }) => bigramsOf(key));
  const counts = new Map<string, number>();
  for (const set of sets) for (const bigram of set) counts.set(bigram, (counts.get(bigram) ?? 0) + 1);
  const rarity = (bigram: string) => counts.get(bigram) ?? 0;
  return names.map(({ id, key }, index) => {
    const set = sets[index] ?? new Set();
    const bigrams = [...set].sort((a, b) => rarity(a) - rarity(b) || (a < b ? -1 : 1));
    return { id, set, bigrams, figures: (key.match(/\p{N}+/gu) ?? []).join(' ') };
  });
}

function prefixOf(bigrams: readonly string[]): readonly string[] {
  const shared = Math.ceil((alikeFrom * bigrams.length) / (2 - alikeFrom) - rounding);
  return bigrams.slice(0, Math.max(1, bigrams.length - shared + 1));
}
