// Owns certificates for tests, made with openssl: authorities, and what they sign.
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificate {
  /** PEM. */
  cert: string;
  key: string;
  /** SHA-256 of the DER form, lower-case hex. */
  fingerprint: string;
}

export interface Authority {
  /** PEM. */
  ca: string;
  /** A certificate for 127.0.0.1 as server, or of a device; with negative days one that has expired. */
  issue(name: string, days?: number): Promise<Certificate>;
}

/** An authority whose files lie in `directory`. */
export async function createAuthority(directory: string, name: string): Promise<Authority> {
  const file = (suffix: string) => join(directory, `${name}.${suffix}`);
  const newKey = (path: string) =>
    run('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path]);
  await newKey(file('key'));
  const constraints = ['-addext', 'basicConstraints=critical,CA:TRUE'];
  const subject = ['-subj', `/CN=${name}`];
  await run('openssl', [
    'req',
    '-new',
    '-x509',
    '-key',
    file('key'),
    '-out',
    file('crt'),
    '-days',
    '2',
    ...subject,
    ...constraints,
  ]);
  await writeFile(file('ext'), 'subjectAltName = IP:127.0.0.1,DNS:localhost\n');
  return {
    ca: await readFile(file('crt'), 'utf8'),
    async issue(subjectName, days = 1) {
      const own = (suffix: string) => join(directory, `${name}-${subjectName}.${suffix}`);
      await newKey(own('key'));
      await run('openssl', ['req', '-new', '-key', own('key'), '-subj', `/CN=${subjectName}`, '-out', own('csr')]);
      const signer = ['-CA', file('crt'), '-CAkey', file('key'), '-CAcreateserial', '-extfile', file('ext')];
      await run('openssl', ['x509', '-req', '-in', own('csr'), '-days', String(days), '-out', own('crt'), ...signer]);
      const [cert, key] = await Promise.all([readFile(own('crt'), 'utf8'), readFile(own('key'), 'utf8')]);
      const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
      return { cert, key, fingerprint };
    },
  };
}
