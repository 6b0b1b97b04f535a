// Owns the passwords known from breaches: a list that is part of the program, asked without a word leaving it.

/** What people put after a word to make it pass. */
const decoration = /[\d\p{P}\p{S}\s]/u;
/** More than so much of it is not a decoration any more. */
const mostDecorations = 8;
/** Digits alone count as a known password only from here on: shorter ones begin many numbers. */
const leastDigits = 8;

let list: Promise<ReadonlySet<string>> | undefined;

/** Some 49,000 passwords, lower case, most used first; 5 MB once it is needed. */
function passwords(): Promise<ReadonlySet<string>> {
  list ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']));
  return list;
}

/** Whether it is one of them: whatever the case, decorated at either end, or said several times. */
export async function isKnown(password: string): Promise<boolean> {
  const known = await passwords();
  const text = password.normalize('NFKC').toLowerCase();
  return candidates(text).some((candidate) => {
    const once = unitOf(candidate);
    return known.has(candidate) || known.has(once) || [...once].length <= 3;
  });
}

/** The text itself, and with one decoration less at a time: those at its end, and those at its beginning. */
function candidates(text: string): string[] {
  const characters = [...text];
  const atEnd = decorations(characters.toReversed());
  const atStart = decorations(characters);
  const found = [text];
  for (let start = 0; start <= atStart; start++) {
    for (let end = 0; end <= atEnd; end++) {
      const rest = characters.slice(start, characters.length - end).join('');
      if (rest.length >= (/\p{L}/u.test(rest) ? 4 : leastDigits)) found.push(rest);
    }
  }
  return found;
}

function decorations(characters: readonly string[]): number {
  const first = characters.findIndex((character) => !decoration.test(character));
  return Math.min(mostDecorations, first === -1 ? characters.length : first);
}

/** What a text repeats: `abab` is `ab` twice. */
function unitOf(text: string): string {
  const period = (text + text).indexOf(text, 1);
  return text.slice(0, period);
}
