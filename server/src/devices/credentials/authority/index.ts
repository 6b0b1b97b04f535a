// Owns the small certificate authority: signs devices' certificates and the broker's, and seals what must not lie open.
import './reflect.ts';
import { createHash, randomBytes, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { type AuthorityFiles, algorithm, isKeptIn, keptIn, keyFromPem, keyToPem, newKeys } from './key.ts';
import { createSeal, type Seal } from './seal.ts';

export { type AuthorityFiles, makeAuthority } from './key.ts';

export interface ClientCertificate {
  /** PEM. */
  certificate: string;
  /** PEM; null where a request was given. */
  key: string | null;
  fingerprint: string;
  /** Serial number in the subject: tells this certificate's holder from one of an earlier certificate of the same name. */
  serial: string;
  expiresAt: number;
}

export interface Authority extends Seal {
  /** PEM. */
  certificate: string;
  fingerprint: string;
  expiresAt: number;
  /** CN is the username. Of a request only the key is taken. Throws {@link BadRequest} where it does not hold. */
  issueClient(given: { username: string; csr?: string | undefined; days: number }): Promise<ClientCertificate>;
  /** For the broker, under these names and addresses. */
  issueServer(given: { hosts: readonly string[]; days: number }): Promise<AuthorityFiles>;
}

export class BadRequest extends Error {}

export interface AuthorityOptions {
  clock: () => number;
  /** Where it is kept, and made at first use; or what an operator gives. */
  source: { directory: string } | AuthorityFiles;
}

const dayMs = 86_400_000;
/** Clocks of devices go wrong. */
const backdatedMs = 300_000;
const { KeyUsageFlags: usage, ExtendedKeyUsage: purpose } = x509;

/** The authority where there is one; unlike {@link openAuthority} it makes none. */
export async function findAuthority(options: AuthorityOptions): Promise<Authority | undefined> {
  const { source } = options;
  return 'directory' in source && !isKeptIn(source.directory) ? undefined : openAuthority(options);
}

export async function openAuthority({ clock, source }: AuthorityOptions): Promise<Authority> {
  const files = 'directory' in source ? await keptIn(source.directory, clock()) : source;
  const own = new x509.X509Certificate(files.certificate);
  const { key, der } = await keyFromPem(files.key);
  await mustBelong(own, key);
  const expiresAt = own.notAfter.getTime();

  async function sign(given: {
    subject: x509.Name;
    publicKey: x509.PublicKeyType;
    serial: string;
    days: number;
    extensions: x509.Extension[];
  }) {
    const { subject, publicKey, serial: serialNumber, days, extensions } = given;
    const now = clock();
    return x509.X509CertificateGenerator.create({
      subject: subject.toJSON(),
      issuer: own.subject,
      publicKey,
      serialNumber,
      signingKey: key,
      signingAlgorithm: algorithm,
      notBefore: new Date(now - backdatedMs),
      notAfter: new Date(Math.min(now + days * dayMs, expiresAt)),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(usage.digitalSignature, true),
        await x509.AuthorityKeyIdentifierExtension.create(own.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        ...extensions,
      ],
    });
  }

  return {
    ...createSeal(der),
    certificate: files.certificate,
    fingerprint: fingerprintOf(own),
    expiresAt,
    async issueClient({ username, csr, days }) {
      const keys = csr === undefined ? await newKeys() : undefined;
      const publicKey = keys?.publicKey ?? (await keyOfRequest(csr ?? ''));
      const serial = newSerial();
      const subject = new x509.Name([{ CN: [username] }, { '2.5.4.5': [serial] }]);
      const extensions = [new x509.ExtendedKeyUsageExtension([purpose.clientAuth])];
      const made = await sign({ subject, publicKey, serial, days, extensions });
      return {
        certificate: `${made.toString('pem')}\n`,
        key: keys ? keyToPem(keys.privateKey) : null,
        fingerprint: fingerprintOf(made),
        serial,
        expiresAt: made.notAfter.getTime(),
      };
    },
    async issueServer({ hosts, days }) {
      const keys = await newKeys();
      const names = hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
      const extensions = [
        new x509.ExtendedKeyUsageExtension([purpose.serverAuth]),
        new x509.SubjectAlternativeNameExtension(names),
      ];
      const subject = new x509.Name([{ CN: ['Takt broker'] }]);
      const made = await sign({ subject, publicKey: keys.publicKey, serial: newSerial(), days, extensions });
      return { certificate: `${made.toString('pem')}\n`, key: keyToPem(keys.privateKey) };
    },
  };
}

async function mustBelong(certificate: x509.X509Certificate, key: webcrypto.CryptoKey): Promise<void> {
  const probe = Buffer.from('takt');
  const signature = await crypto.subtle.sign(algorithm, key, probe);
  const publicKey = await certificate.publicKey.export(algorithm, ['verify']);
  if (await crypto.subtle.verify(algorithm, publicKey, signature, probe)) return;
  throw new Error('the key of the device authority does not belong to its certificate');
}

/** Only who has the key can have signed the request. */
async function keyOfRequest(pem: string): Promise<x509.PublicKey> {
  try {
    const request = new x509.Pkcs10CertificateRequest(pem);
    if (await request.verify()) return acceptable(request.publicKey);
  } catch (error) {
    if (error instanceof BadRequest) throw error;
  }
  throw new BadRequest('is not a certificate request (PKCS#10) signed with its own key');
}

function acceptable(key: x509.PublicKey): x509.PublicKey {
  const { name, namedCurve, modulusLength } = key.algorithm as {
    name: string;
    namedCurve?: string;
    modulusLength?: number;
  };
  if (name === 'ECDSA' && ['P-256', 'P-384', 'P-521'].includes(namedCurve ?? '')) return key;
  if (name.startsWith('RSA') && (modulusLength ?? 0) >= 2048) return key;
  throw new BadRequest('must be of an EC key (P-256, P-384, P-521) or an RSA key of at least 2048 bits');
}

function fingerprintOf(certificate: x509.X509Certificate): string {
  return createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
}

/** 126 random bits, positive as DER wants it and never shortened. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
