import { randomBytes } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSecrets, openSecretKey, parseSecretKey } from '../../../../../server/src/platform/secrets/index.ts';
import { createTempDirectory, type TempDirectory } from '../../../../harness/temp.ts';

describe('what is sealed', () => {
  const secrets = createSecrets(randomBytes(32));
  const sealed = secrets.seal('秘密', 'totp:1');

  test('opens for whom it was sealed, and looks different each time', () => {
    expect(secrets.open(sealed, 'totp:1')).toBe('秘密');
    expect(secrets.seal('秘密', 'totp:1')).not.toBe(sealed);
  });

  test('does not open for another, under another key, or when a bit of it was changed', () => {
    expect(secrets.open(sealed, 'totp:2')).toBeUndefined();
    expect(createSecrets(randomBytes(32)).open(sealed, 'totp:1')).toBeUndefined();
    const [version = '', text = ''] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(secrets.open(`${version}.${changed.toString('base64url')}`, 'totp:1')).toBeUndefined();
    }
  });

  test.each(['', 'v1', 'v1.', 'v1.AAAA', `v2.${'A'.repeat(60)}`, '秘密'])('%j is nothing that was sealed', (text) => {
    expect(secrets.open(text, 'totp:1')).toBeUndefined();
  });
});

test('a proof holds for one text and one purpose', () => {
  const secrets = createSecrets(Buffer.alloc(32, 1));
  const proof = secrets.proof('a', 'session');
  expect(secrets.proof('a', 'session')).toBe(proof);
  expect(secrets.proof('b', 'session')).not.toBe(proof);
  expect(secrets.proof('a', 'device')).not.toBe(proof);
  expect(createSecrets(Buffer.alloc(32, 2)).proof('a', 'session')).not.toBe(proof);
});

describe('a key', () => {
  test('is at least 32 bytes, hexadecimal or base64', () => {
    expect(parseSecretKey('ab'.repeat(32))).toHaveLength(32);
    expect(parseSecretKey(randomBytes(32).toString('base64'))).toHaveLength(32);
    expect(parseSecretKey(randomBytes(48).toString('base64url'))).toHaveLength(48);
    for (const text of [
      '',
      'secret',
      'ab'.repeat(31),
      randomBytes(31).toString('base64'),
      'a sentence of many words, long',
    ])
      expect(parseSecretKey(text)).toBeUndefined();
  });

  let directory: TempDirectory;
  beforeEach(async () => {
    directory = await createTempDirectory();
  });
  afterEach(() => directory.remove());

  test('is made once and read by its owner only', async () => {
    const file = join(directory.path, 'secret.key');
    const key = openSecretKey(file);
    expect(openSecretKey(file)).toEqual(key);
    expect(key).toHaveLength(32);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(parseSecretKey((await readFile(file, 'utf8')).trim())).toEqual(key);
  });

  test('that is damaged is not replaced', async () => {
    const file = join(directory.path, 'secret.key');
    await writeFile(file, 'broken\n');
    await chmod(file, 0o600);
    expect(() => openSecretKey(file)).toThrow(/secret\.key does not hold a key/);
    expect(await readFile(file, 'utf8')).toBe('broken\n');
  });
});
