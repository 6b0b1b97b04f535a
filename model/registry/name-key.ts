// Owns how names of enterprises are compared: folded to a key, and by how much two keys are alike.

/** Legal forms at the end of a name, longest first: what is left tells enterprises apart. */
const legalForms = [
  '集团股份有限公司',
  '股份有限责任公司',
  '集团有限责任公司',
  '集团有限公司',
  '股份有限公司',
  '有限责任公司',
  '集团公司',
  '有限公司',
  '总公司',
  '公司',
  '集团',
  'companylimited',
  'corporation',
  'coltd',
  'limited',
  'llc',
  'ltd',
  'inc',
] as const;

/** Name by which an enterprise is found: half width, lower case, without spaces, marks and the legal form. Never empty. */
export function nameKey(name: string): string {
  const bare = bareName(name);
  const form = legalForms.find((one) => bare.endsWith(one));
  const key = form === undefined ? bare : bare.slice(0, -form.length);
  if ([...key].length >= 2) return key;
  return bare === '' ? name.trim() : bare;
}

/** What is typed to find an enterprise, as it stands in a key; the legal form stays, as it may be half typed. */
export function bareName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Pairs of neighbouring characters, each once. A key of one character is its own. */
export function bigramsOf(key: string): ReadonlySet<string> {
  const characters = [...key];
  if (characters.length < 2) return new Set(characters);
  return new Set(characters.slice(1).map((one, index) => `${characters[index]}${one}`));
}

/** Dice's coefficient of two sets of bigrams, 0 to 1: twice what they share, of all they have. */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 1;
  let shared = 0;
  for (const one of a) if (b.has(one)) shared++;
  return (2 * shared) / (a.size + b.size);
}
