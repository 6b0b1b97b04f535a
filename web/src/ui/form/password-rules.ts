// Owns what is said of a password that is being chosen: what can be told while it is typed, and what the server refused it for.
import type { ApiError } from '../../api/index.ts';
import type { Translate } from '../../locales/keys.ts';

export const shortestPassword = 12;

/** What a password has to fulfil, as far as the browser can tell; whether it is a known one is told by the server. */
export function passwordRules(
  password: string,
  login: string | undefined,
): { rule: 'length' | 'login'; kept: boolean }[] {
  const name = login?.trim().toLowerCase() ?? '';
  const containsName = name.length >= 3 && password.toLowerCase().includes(name);
  return [
    { rule: 'length', kept: [...password.normalize('NFC')].length >= shortestPassword },
    { rule: 'login', kept: password !== '' && !containsName },
  ];
}

/** Words the server's reasons are recognised by; one that has none of them is shown as it came. */
const reasons = [
  ['breached', /breach|leak|common|known|guess/i],
  ['same', /same|current|differ|already|reuse/i],
  ['long', /at most|too long|bytes/i],
  ['short', /at least|short|\b12\b/i],
  ['login', /login|name|account/i],
] as const;

/** Why the server would not have a password; undefined where the refusal is about something else. */
export function passwordRefusal(error: unknown, t: Translate): string | undefined {
  const reason = (['password', 'next'] as const)
    .map((field) => (error as ApiError | undefined)?.reasonFor?.(field))
    .find((text) => text !== undefined);
  if (reason === undefined) return undefined;
  const known = reasons.find(([, pattern]) => pattern.test(reason));
  return known ? t(`access.refused.${known[0]}`, { least: shortestPassword }) : reason;
}
