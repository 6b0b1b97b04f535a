// Owns the key everything secret at rest hangs on: given by the operator, or made once and kept beside the data.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const leastBytes = 32;

/** Hexadecimal or base64 of at least 32 bytes, as `openssl rand -base64 32` makes it; undefined where it is not. */
export function parseSecretKey(text: string): Buffer | undefined {
  const key = /^([0-9a-f]{2})+$/i.test(text)
    ? Buffer.from(text, 'hex')
    : /^[\w+/-]+={0,2}$/.test(text)
      ? Buffer.from(text, 'base64')
      : Buffer.alloc(0);
  return key.length >= leastBytes ? key : undefined;
}

/**
 * The key in the file, made where there is none; readable by its owner only. Throws, naming the file, where it holds something
 * else: a new key would make what was sealed unreadable.
 */
export function openSecretKey(file: string): Buffer {
  try {
    // Only whoever creates the file writes it: two that start at once agree on one key.
    writeFileSync(file, `${randomBytes(leastBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = parseSecretKey(readFileSync(file, 'utf8').trim());
  if (!key) throw new Error(`${file} does not hold a key of at least ${leastBytes} bytes: bring it back from a backup`);
  return key;
}
