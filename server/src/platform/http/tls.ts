// Owns the certificate of the server: what is wrong with one is said before anything listens.
import { createPrivateKey, X509Certificate } from 'node:crypto';

export interface TlsFiles {
  /** PEM: the server's certificate, then those between it and the authority. */
  cert: string;
  /** PEM, not encrypted. */
  key: string;
}

/** What is wrong with a certificate or a key, by which of the two; undefined: nothing. */
export function tlsFault({ cert, key }: TlsFiles): { of: keyof TlsFiles; reason: string } | undefined {
  const certificate = parsed(() => new X509Certificate(cert));
  if (!certificate) return { of: 'cert', reason: 'must be a certificate in PEM form' };
  const privateKey = parsed(() => createPrivateKey(key));
  if (!privateKey) return { of: 'key', reason: 'must be a private key in PEM form, without a passphrase' };
  return certificate.checkPrivateKey(privateKey)
    ? undefined
    : { of: 'key', reason: 'does not belong to the certificate' };
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    // What OpenSSL says of it may hold parts of the key.
    return undefined;
  }
}
