// Owns the authority's key and certificate: made once, kept where only the server reads them, or given by an operator.
import './reflect.ts';
import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as x509 from '@peculiar/x509';

/** PEM, both. */
export interface AuthorityFiles {
  certificate: string;
  key: string;
}

export const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const lifetimeYears = 20;

/** What lies in the directory, made where nothing does. Processes that come at once agree on one. */
export async function keptIn(directory: string, now: number): Promise<AuthorityFiles> {
  if (!isKeptIn(directory)) await makeIn(directory, now);
  return {
    certificate: readFileSync(join(directory, 'authority.crt'), 'utf8'),
    key: readFileSync(join(directory, 'authority.key'), 'utf8'),
  };
}

/** Whether there is one, so that who only looks makes none. */
export function isKeptIn(directory: string): boolean {
  return existsSync(join(directory, 'authority.crt'));
}

async function makeIn(directory: string, now: number): Promise<void> {
  const files = await makeAuthority(now);
  mkdirSync(dirname(directory), { recursive: true });
  const draft = mkdtempSync(`${directory}-`);
  chmodSync(draft, 0o700);
  writeFileSync(join(draft, 'authority.key'), files.key, { mode: 0o600 });
  writeFileSync(join(draft, 'authority.crt'), files.certificate);
  try {
    renameSync(draft, directory);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!isKeptIn(directory)) throw error;
  }
}

/** A new authority, good for 20 years. */
export async function makeAuthority(now: number): Promise<AuthorityFiles> {
  const keys = await newKeys();
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + lifetimeYears);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Takt device authority',
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(now - 300_000),
    notAfter: end,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: keyToPem(keys.privateKey) };
}

export function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

export function keyToPem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Throws where it is no EC key on P-256, as PKCS#8 or in the form `openssl ecparam` writes. */
export async function keyFromPem(pem: string): Promise<{ key: webcrypto.CryptoKey; der: Buffer }> {
  const parsed = createPrivateKey(pem);
  if (parsed.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Error('the key of the device authority must be an EC key on the curve P-256');
  }
  const der = parsed.export({ type: 'pkcs8', format: 'der' });
  return { key: await webcrypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign']), der };
}
