// Owns secrets of devices: made, never chosen; known by their hash; compared without telling how far they agree.
import { createHash, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/** 192 random bits, base64url; not with a dash in front, which a command line takes for an option. */
export function newSecret(): string {
  for (;;) {
    const secret = randomBytes(24).toString('base64url');
    if (!secret.startsWith('-')) return secret;
  }
}

/**
 * SHA-256, hex. A slow hash protects what people choose, by making guesses expensive; 192 random bits nobody guesses at any speed,
 * and a thousand devices that come back at once are known in a millisecond.
 */
export function hashSecret(secret: string | Uint8Array): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Rounds of Mosquitto's own tools; more would protect a random secret from nothing. */
export const brokerIterations = 101;

/** As Mosquitto's dynamic-security plugin keeps a password: PBKDF2-HMAC-SHA512, 64 bytes, base64. */
export function brokerHash(secret: string): { hash: string; salt: string } {
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(secret, salt, brokerIterations, 64, 'sha512').toString('base64');
  return { hash, salt: salt.toString('base64') };
}
