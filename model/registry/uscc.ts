// Owns the unified social credit code (统一社会信用代码): its form and its check character, by GB 32100-2015.

/** Without I, O, S, V and Z, which look like others (GB 32100-2015 table 1). A character's place is its value. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const length = 18;

/**
 * What is wrong with it: `length`, not 18 characters; `character`, one that the code has none of, or a letter among the six digits of
 * the division (3rd to 8th); `check`, the last character does not follow from the others.
 */
export type UsccProblem = 'length' | 'character' | 'check';

/** As it is written: without spaces and hyphens, half width, capital. */
export function foldUscc(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** Undefined where the folded code is right. */
export function usccProblem(code: string): UsccProblem | undefined {
  if (code.length !== length) return 'length';
  if (![...code].every((one) => alphabet.includes(one)) || !/^..\d{6}/.test(code)) return 'character';
  return usccCheckCharacter(code) === code.at(-1) ? undefined : 'check';
}

/**
 * Check character of the first 17: C18 = 31 − (Σ Ci·Wi mod 31), Wi = 3^(i−1) mod 31, 31 standing for 0 (GB 32100-2015 appendix A).
 * As 31 is a prime and no weight is a multiple of it, every single wrong character is found.
 */
export function usccCheckCharacter(code: string): string {
  let sum = 0;
  let weight = 1;
  for (const one of code.slice(0, length - 1)) {
    sum += alphabet.indexOf(one) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet.charAt((31 - (sum % 31)) % 31);
}
