// Owns what a credential opens: who it makes its bearer, what proves it, and until when. Pure.
import type { DeviceIdentity } from '../../platform/mqtt/port.ts';
import { type CredentialRow, machinesOf } from './repository.ts';
import { sameHash } from './secret.ts';

interface Proof {
  /** SHA-256 of the secret, hex. */
  hash: string | null;
  fingerprint: string | null;
  /** Epoch ms; Infinity: for ever. */
  until: number;
}

export interface Access {
  identity: DeviceIdentity;
  /** The current one, and the one before the last rotation while both are taken; none: revoked. */
  proofs: readonly Proof[];
}

export function accessOf(row: CredentialRow): Access {
  const { username, site, name, kind } = row;
  const identity = { username, site, name, kind, machines: machinesOf(row) };
  if (row.revoked_at !== null) return { identity, proofs: [] };
  const forEver = Number.POSITIVE_INFINITY;
  const current = { hash: row.secret_hash, fingerprint: row.fingerprint, until: row.expires_at ?? forEver };
  if (row.previous_until === null) return { identity, proofs: [current] };
  const previous = { hash: row.previous_hash, fingerprint: row.previous_fingerprint, until: row.previous_until };
  return { identity, proofs: [current, previous] };
}

export function proves(
  { proofs }: Access,
  given: { hash: string | undefined; fingerprint: string | undefined },
  now: number,
): boolean {
  return proofs.some(
    ({ hash, fingerprint, until }) =>
      now < until &&
      ((hash !== null && given.hash !== undefined && sameHash(hash, given.hash)) ||
        (fingerprint !== null && fingerprint === given.fingerprint)),
  );
}

/** Whether whoever came in by a proof of `before` may stay: it is still taken, for the same things. */
export function keepsAccess(before: Access, after: Access, now: number): boolean {
  const kept = (proof: Proof) =>
    after.proofs.some(
      ({ hash, fingerprint, until }) => until > now && hash === proof.hash && fingerprint === proof.fingerprint,
    );
  return (
    before.identity.kind === after.identity.kind &&
    String(before.identity.machines) === String(after.identity.machines) &&
    before.proofs.filter(({ until }) => until > now).every(kept)
  );
}
