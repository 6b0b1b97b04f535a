// Owns a self-signed certificate for tests, made by OpenSSL: describeWith({ openssl: true }).
import { execFileSync } from 'node:child_process';

/** PEM of a certificate for these host names, and of its key. */
export function selfSigned(...names: string[]): { cert: string; key: string } {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];
  const subject = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${names.map((name) => `DNS:${name}`)}`];
  const out = ['-days', '2', '-keyout', '-', '-out', '-'];
  const text = execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...out], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const part = (name: string) =>
    new RegExp(`-----BEGIN ${name}-----[^-]+-----END ${name}-----\n`).exec(text)?.[0] ?? '';
  return { cert: part('CERTIFICATE'), key: part('PRIVATE KEY') };
}
