// Owns what the agent proves itself with that stands in files of its own: the password, and the broker's authority.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

export interface CredentialFiles {
  passwordFile: string | undefined;
  caFile: string | undefined;
}

interface Credentials {
  password?: string;
  /** PEM. */
  ca?: string;
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
  }
  if (files.caFile !== undefined) {
    const ca = await read('mqtt.caFile', files.caFile);
    if (ca?.includes('BEGIN CERTIFICATE')) given.ca = ca;
    else if (ca !== undefined) errors.push('mqtt.caFile must be a certificate in PEM form');
  }
  return errors.length === 0 ? { ok: true, given } : { ok: false, errors };
}
