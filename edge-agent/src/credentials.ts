// Owns what the agent proves itself with that stands in files of its own: password, certificate and key, and the broker's authority.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

export interface CredentialFiles {
  passwordFile: string | undefined;
  caFile: string | undefined;
  certFile: string | undefined;
  keyFile: string | undefined;
}

export interface Credentials {
  password?: string;
  /** PEM. */
  ca?: string;
  cert?: string;
  key?: string;
}

type CredentialsOutcome = { ok: true; given: Credentials } | { ok: false; errors: string[] };

/** Paths are relative to `directory`. All errors at once, each naming its key. */
export async function readCredentials(files: CredentialFiles, directory: string): Promise<CredentialsOutcome> {
  const errors: string[] = [];
  const given: Credentials = {};
  const read = async (key: string, path: string) => {
    try {
      return await readFile(resolve(directory, path), 'utf8');
    } catch (error) {
      errors.push(`${key} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  if (files.passwordFile !== undefined) {
    const password = await read('mqtt.passwordFile', files.passwordFile);
    if (password !== undefined) given.password = password.replace(/\r?\n$/, '');
    if (given.password === '') errors.push('mqtt.passwordFile is empty');
  }
  if (files.caFile !== undefined) {
    const ca = await read('mqtt.caFile', files.caFile);
    if (ca?.includes('BEGIN CERTIFICATE')) given.ca = ca;
    else if (ca !== undefined) errors.push('mqtt.caFile must be a certificate in PEM form');
  }
  const [cert, key] = [
    files.certFile === undefined ? undefined : await read('mqtt.certFile', files.certFile),
    files.keyFile === undefined ? undefined : await read('mqtt.keyFile', files.keyFile),
  ];
  if (cert !== undefined && key !== undefined) {
    const fault = faultOf(cert, key);
    if (fault === undefined) Object.assign(given, { cert, key });
    else errors.push(fault);
  }
  return errors.length === 0 ? { ok: true, given } : { ok: false, errors };
}

/** Says nothing of what stands in the key. */
function faultOf(cert: string, key: string): string | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    return 'mqtt.certFile must be a certificate in PEM form';
  }
  try {
    const matches = certificate.checkPrivateKey(createPrivateKey(key));
    return matches ? undefined : 'mqtt.keyFile is not the key of the certificate in mqtt.certFile';
  } catch {
    return 'mqtt.keyFile must be a private key in PEM form, without a passphrase';
  }
}
