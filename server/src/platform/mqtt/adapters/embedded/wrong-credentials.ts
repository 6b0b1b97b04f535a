// Owns the memory of credentials that were wrong a moment ago: a device set up wrongly costs nothing and harms none beside it.
import { createHmac, randomBytes } from 'node:crypto';
import type { DeviceCredentials } from '../../port.ts';
import { createRecent } from './recent.ts';

/** For this long they are refused without asking. */
const sameAgainMs = 10_000;
const remembered = 10_000;

export interface WrongCredentials<Verdict> {
  /** What they were refused with, where they were lately. */
  verdictOn(address: string, credentials: DeviceCredentials): Verdict | undefined;
  keep(address: string, credentials: DeviceCredentials, verdict: Verdict): void;
  /** Somebody's access changed: what was wrong may be right now. */
  forget(): void;
}

/** Keeps no password: a hash of it under a key that dies with the process. */
export function createWrongCredentials<Verdict>(clock: () => number): WrongCredentials<Verdict> {
  const secret = randomBytes(32);
  const recent = createRecent<{ until: number; verdict: Verdict }>(remembered);

  function keyOf(address: string, { username, password, certificateFingerprint }: DeviceCredentials): string {
    const hash = createHmac('sha256', secret).update(JSON.stringify([address, username, certificateFingerprint]));
    if (password) hash.update(password);
    return hash.digest('base64');
  }

  return {
    verdictOn(address, credentials) {
      const found = recent.peek(keyOf(address, credentials));
      return found && clock() < found.until ? found.verdict : undefined;
    },
    keep(address, credentials, verdict) {
      recent.set(keyOf(address, credentials), { until: clock() + sameAgainMs, verdict });
    },
    forget: recent.clear,
  };
}
