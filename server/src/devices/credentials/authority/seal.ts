// Owns sealing a secret until the broker has it: AES-256-GCM under a key derived from the authority's, which the database never holds.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface Seal {
  /** `name` is bound to it: under another name it does not open. */
  seal(secret: string, name: string): string;
  /** Undefined where it was sealed under another key or name. */
  unseal(sealed: string, name: string): string | undefined;
}

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

export function createSeal(key: Uint8Array): Seal {
  const derived = new Uint8Array(hkdfSync('sha256', key, '', 'takt device credential seal', 32));
  return {
    seal(secret, name) {
      const iv = randomBytes(ivBytes);
      const sealing = createCipheriv(cipher, derived, iv).setAAD(Buffer.from(name));
      const text = Buffer.concat([sealing.update(secret, 'utf8'), sealing.final()]);
      return Buffer.concat([iv, sealing.getAuthTag(), text]).toString('base64url');
    },
    unseal(sealed, name) {
      const bytes = Buffer.from(sealed, 'base64url');
      try {
        const opening = createDecipheriv(cipher, derived, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
        opening.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        return Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
