// Owns what is said of a password that is being chosen: what can be told while it is typed, and what the server refused it for.
import { isLikeName, passwordLength, shortestPassword } from '@takt/model/access';
import { ApiError } from '../../api/index.ts';
import type { Translate } from '../../locales/keys.ts';

export interface Person {
  login: string;
  name: string;
}

/** What a password has to fulfil, as far as the browser can tell; whether it is a known one is told by the server. */
export function passwordRules(password: string, person: Person): { rule: 'length' | 'login'; kept: boolean }[] {
  return [
    { rule: 'length', kept: passwordLength(password) >= shortestPassword },
    { rule: 'login', kept: password !== '' && !isLikeName(password, person) },
  ];
}

export function keepsRules(password: string, person: Person): boolean {
  return passwordRules(password, person).every(({ kept }) => kept);
}

const codes = ['too_short', 'too_long', 'like_login', 'known'] as const;

/** Why the server would not have a password; undefined where the refusal is about something else. */
export function passwordRefusal(error: unknown, t: Translate): string | undefined {
  const reason = error instanceof ApiError ? error.reasonFor('password') : undefined;
  // Codes go before what the API says in English.
  const code = codes.find((known) => reason?.split(':')[0] === known);
  return code ? t(`access.refused.${code}`, { least: shortestPassword }) : reason;
}
