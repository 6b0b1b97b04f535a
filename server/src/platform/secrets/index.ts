// Owns secrets at rest: sealed so that the database alone does not give them away, and proofs that this installation made something.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

export { openSecretKey, parseSecretKey } from './key.ts';

/**
 * Everything comes from one key: with another, what was sealed cannot be opened and what was proven is not believed.
 * `context` says whose the secret is, such as `totp:<user id>`: moved to another row it does not open.
 */
export interface Secrets {
  /** AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits. */
  seal(text: string, context: string): string;
  /** Undefined: sealed under another key, for another context, or damaged. */
  open(sealed: string, context: string): string | undefined;
  /** HMAC-SHA-256 (RFC 2104) under a key of its own for each purpose, base64url. */
  proof(text: string, purpose: string): string;
}

const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

/** `key`: at least 32 random bytes. */
export function createSecrets(key: Buffer): Secrets {
  const derived = new Map<string, Buffer>();
  /** HKDF-SHA-256 (RFC 5869): what one key is used for tells nothing of another. */
  function keyFor(purpose: string): Buffer {
    const known = derived.get(purpose) ?? Buffer.from(hkdfSync('sha256', key, '', `takt ${purpose}`, 32));
    derived.set(purpose, known);
    return known;
  }
  return {
    seal(text, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', keyFor('seal'), nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${version}.${sealed.toString('base64url')}`;
    },
    open(sealed, context) {
      const [known, text = ''] = sealed.split('.');
      const bytes = Buffer.from(text, 'base64url');
      if (known !== version || bytes.length < nonceBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', keyFor('seal'), bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
      try {
        return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
    proof: (text, purpose) => createHmac('sha256', keyFor(purpose)).update(text).digest('base64url'),
  };
}
