// Owns browsers somebody has signed in with before: a lock that strangers brought about does not shut their owner out.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Effects } from '../../platform/outcome.ts';
import type { Secrets } from '../../platform/secrets/index.ts';

export const deviceCookie = 'takt_device';

/** Not signed in with for so long, a browser is a stranger again. */
const knownMs = 90 * 86_400_000;
/** Accounts one browser is known for, as where a shift shares a terminal. */
const mostAccounts = 6;

/**
 * The cookie is no credential: it signs nobody in. It only lets tries be counted by browser instead of by account (as OWASP's
 * device cookies do), so that failures of everybody else do not matter to it, nor its own to them.
 */
export function createDevices({ secrets, clock }: { secrets: Pick<Secrets, 'proof'>; clock: () => number }) {
  const proofOf = (userId: string, claim: string) => secrets.proof(`${userId} ${claim}`, 'device');

  /** One entry for each account: `<random>.<when>.<proof>`. */
  function isOf(entry: string, userId: string): boolean {
    const [random = '', when = '', proof = ''] = entry.split('.');
    const made = Buffer.from(proofOf(userId, `${random}.${when}`));
    const given = Buffer.from(proof);
    return made.length === given.length && timingSafeEqual(made, given);
  }
  const entriesOf = (cookie: string | undefined) => (cookie ?? '').split('~').filter(Boolean).slice(0, mostAccounts);

  return {
    /** Name of the browser, where it is known to be one of the account's; undefined: a stranger. */
    known(cookie: string | undefined, userId: string): string | undefined {
      const entry = entriesOf(cookie).find((one) => isOf(one, userId));
      const [random = '', when = ''] = entry?.split('.') ?? [];
      const at = Number.parseInt(when, 36);
      return entry !== undefined && clock() - at < knownMs ? random : undefined;
    },
    /** Makes the browser one of the account's, beside those it is of already. */
    remember(cookie: string | undefined, userId: string): Effects {
      const others = entriesOf(cookie).filter((one) => !isOf(one, userId));
      const claim = `${randomBytes(12).toString('base64url')}.${clock().toString(36)}`;
      const entries = [`${claim}.${proofOf(userId, claim)}`, ...others].slice(0, mostAccounts);
      return { cookies: [{ name: deviceCookie, value: entries.join('~'), maxAgeMs: knownMs }] };
    },
  };
}
export type Devices = ReturnType<typeof createDevices>;
