// Owns codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 s, which every app understands.
import { Secret, TOTP } from 'otpauth';

const stepMs = 30_000;
/** Steps a clock may be off, to either side (RFC 6238 §5.2). */
const window = 1;
/** RFC 4226 §4 asks for 128 bits at least and recommends 160. */
const secretBytes = 20;

export function createTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/** For the QR code an app reads. */
export function totpUri(secret: string, login: string): string {
  return totpOf(secret, login).toString();
}

/** The time step the code belongs to, now or one before or after; undefined: the code is wrong. */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window });
  return delta === null ? undefined : Math.floor(now / stepMs) + delta;
}

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Takt', label, algorithm: 'SHA1', digits: 6, period: stepMs / 1000, secret });
}
