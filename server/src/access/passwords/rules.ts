// Owns which passwords are good enough: long, not the person's own name, and not what everybody tries first.
import { isLikeName, passwordLength, shortestPassword } from '@takt/model/access';
import { type Outcome, refuse } from '../../platform/outcome.ts';
import { isKnown } from './known.ts';

/** In characters. */
const longest = 200;

/** For pages to translate; each with what the API says. */
const reasons = {
  too_short: `too_short: at least ${shortestPassword} characters`,
  too_long: `too_long: at most ${longest} characters`,
  like_login: 'like_login: it must not be your name, with or without something around it',
  known: 'known: it is among the passwords that are tried first',
} as const;
type Fault = keyof typeof reasons;

/** What is wrong with a new password of this person; undefined: nothing. */
export async function faultOf(password: string, person: { login: string; name: string }): Promise<Fault | undefined> {
  const characters = passwordLength(password);
  if (characters < shortestPassword) return 'too_short';
  if (characters > longest) return 'too_long';
  if (isLikeName(password, person)) return 'like_login';
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
