// Owns secrets this server makes: random, so that a plain hash is all that needs to be kept of them.
import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, base64url; nobody can try them all, which is why {@link hashOf} need not be slow. */
export function createSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** SHA-256, hexadecimal. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
