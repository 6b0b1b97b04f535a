// Owns which passwords are good enough: long, not the person's own name, and not what everybody tries first.
import { type Outcome, refuse } from '../../platform/outcome.ts';
import { isKnown } from './known.ts';

/** In characters (code points). NIST SP 800-63B-4 §3.1.1.2: length and a list of known ones, no rules of composition. */
const shortest = 12;
const longest = 200;

/** For pages to translate; each with what the API says. */
const reasons = {
  too_short: `too_short: at least ${shortest} characters`,
  too_long: `too_long: at most ${longest} characters`,
  like_login: 'like_login: it must not be your name, with or without something around it',
  known: 'known: it is among the passwords that are tried first',
} as const;
type Fault = keyof typeof reasons;

/** What is wrong with a new password of this person; undefined: nothing. */
export async function faultOf(password: string, person: { login: string; name: string }): Promise<Fault | undefined> {
  const characters = [...password.normalize('NFC')].length;
  if (characters < shortest) return 'too_short';
  if (characters > longest) return 'too_long';
  if (isLike(password, person)) return 'like_login';
  return (await isKnown(password)) ? 'known' : undefined;
}

/** The refusal of such a password; undefined: it is good. Names the field `password`, whichever it came in. */
export async function refusedPassword(
  password: string,
  person: { login: string; name: string },
): Promise<Outcome<never> | undefined> {
  const fault = await faultOf(password, person);
  if (fault === undefined) return undefined;
  return refuse('invalid', 'the password is not good enough', [{ field: 'password', reason: reasons[fault] }]);
}

function isLike(password: string, { login, name }: { login: string; name: string }): boolean {
  const core = letters(password);
  const own = [login, login.split('@')[0] ?? '', name].map(letters).filter((text) => text.length > 1);
  return own.some((text) => core === text || core === text + text);
}

/** Without what is put around and between: case, digits, spaces, signs. */
function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');
}
