// Owns what a device proves itself with: a new secret or a new certificate, as it is kept and as it is handed out.
import { defaultCertificateDays, type IssuedCredential } from '@takt/model/devices';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { type Authority, BadRequest } from './authority/index.ts';
import type { CredentialRow } from './repository.ts';
import { brokerHash, hashSecret, newSecret } from './secret.ts';

type Kept = Pick<
  CredentialRow,
  'secret_hash' | 'fingerprint' | 'serial' | 'broker_hash' | 'broker_salt' | 'sealed' | 'expires_at'
>;
type WithoutView<T> = T extends unknown ? Omit<T, 'credential'> : never;

export interface Material {
  kept: Kept;
  shown: WithoutView<IssuedCredential>;
}

export const nothingKept = {
  secret_hash: null,
  fingerprint: null,
  serial: null,
  broker_hash: null,
  broker_salt: null,
  sealed: null,
} as const;

export interface MaterialRequest {
  username: string;
  method: 'password' | 'certificate';
  csr?: string | undefined;
  /** Ms; undefined: the usual time. */
  lastsMs: number | undefined;
  now: number;
}

const dayMs = 86_400_000;

export interface Maker {
  authority: () => Promise<Authority>;
  /** Whether an external broker holds credentials itself, and must be given them. */
  broker: boolean;
}

export async function makeMaterial(maker: Maker, request: MaterialRequest): Promise<Outcome<Material>> {
  if (request.method === 'certificate') return certificate(maker, request);
  if (request.csr === undefined) return done(await password(maker, request));
  const reason = 'belongs to a certificate, and this is a password';
  return refuse('invalid', 'a password needs no request', [{ field: 'csr', reason }]);
}

async function password({ authority, broker }: Maker, { username, lastsMs, now }: MaterialRequest): Promise<Material> {
  const secret = newSecret();
  const { hash, salt } = brokerHash(secret);
  return {
    kept: {
      ...nothingKept,
      secret_hash: hashSecret(secret),
      broker_hash: hash,
      broker_salt: salt,
      // The plugin takes the password itself, and may be out of reach just now.
      sealed: broker ? (await authority()).seal(secret, username) : null,
      expires_at: lastsMs === undefined ? null : now + lastsMs,
    },
    shown: { method: 'password', secret },
  };
}

async function certificate({ authority, broker }: Maker, request: MaterialRequest): Promise<Outcome<Material>> {
  const { username, csr, lastsMs = defaultCertificateDays * dayMs } = request;
  const signer = await authority();
  try {
    const made = await signer.issueClient({ username, csr, days: lastsMs / dayMs });
    const { fingerprint, serial, expiresAt } = made;
    return done({
      kept: { ...nothingKept, fingerprint, serial, sealed: broker ? '' : null, expires_at: expiresAt },
      shown: { method: 'certificate', certificate: made.certificate, key: made.key, authority: signer.certificate },
    });
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return refuse('invalid', 'the certificate request is refused', [{ field: 'csr', reason: error.message }]);
  }
}
