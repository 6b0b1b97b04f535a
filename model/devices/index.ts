// Owns what is said of a device's credential: the name it goes by, what it may speak of, and whether it still opens the door.
import { z } from 'zod';
import { codeSchema } from '../plant/codes.ts';

/** `node`: a Sparkplug edge node; `device`: a single machine that publishes JSON. */
export const credentialKinds = ['node', 'device'] as const;
export const credentialMethods = ['password', 'certificate'] as const;
/** `expiring`: ends within {@link expiringMs}. */
export const credentialStates = ['active', 'expiring', 'expired', 'revoked'] as const;
/**
 * What an external broker that holds credentials itself knows: `current`; `pending`: it was out of reach and is told as soon as it
 * is back; `none`: there is no such broker, whoever connects is looked up in Takt.
 */
export const brokerStates = ['current', 'pending', 'none'] as const;

export const longestCertificateDays = 825;
export const defaultCertificateDays = 365;
export const longestOverlapHours = 24;
/** A credential counts as expiring this long before its end. */
export const expiringMs = 30 * 86_400_000;

export const machinesSchema = z.array(codeSchema).min(1).max(1000);
const daysReason = `must be whole days, 1–${longestCertificateDays}`;
const days = z.int(daysReason).min(1, daysReason).max(longestCertificateDays, daysReason);
/** A PKCS#10 request in PEM form: its key stays where it was made. */
const csr = z
  .string()
  .max(16_384)
  .regex(/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/, 'must be a certificate request (PKCS#10) in PEM form');

export const credentialIssueSchema = z.strictObject({
  kind: z.enum(credentialKinds),
  /** Machines an edge node may speak of; absent: all of its site's. */
  machines: machinesSchema.optional(),
  method: z.enum(credentialMethods),
  csr: csr.optional(),
  /** How long it is good for. Absent: a certificate 365 days, a password for ever. */
  days: days.optional(),
});
export type CredentialIssue = z.output<typeof credentialIssueSchema>;

export const credentialRotateSchema = z.strictObject({
  /** How long the old secret goes on being taken; 0: it ends at once. */
  overlapHours: z.number().min(0).max(longestOverlapHours).default(0),
  csr: csr.optional(),
  days: days.optional(),
});
export type CredentialRotate = z.output<typeof credentialRotateSchema>;

/** Never a secret. Moments are epoch ms. */
export const credentialSchema = z.object({
  /** `{site}/{name}`. */
  username: z.string(),
  site: z.string(),
  name: z.string(),
  kind: z.enum(credentialKinds),
  /** Null: all of the site's. */
  machines: z.array(z.string()).nullable(),
  method: z.enum(credentialMethods),
  state: z.enum(credentialStates),
  createdAt: z.number(),
  rotatedAt: z.number().nullable(),
  /** To within a minute or two. */
  lastUsedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
  revokedAt: z.number().nullable(),
  /** Until when the secret before the last rotation is taken too. */
  overlapUntil: z.number().nullable(),
  issuedBy: z.string(),
  revokedBy: z.string().nullable(),
  /** SHA-256 of the certificate (DER), lower-case hex. */
  fingerprint: z.string().nullable(),
  broker: z.enum(brokerStates),
});
export type Credential = z.output<typeof credentialSchema>;

/** Shown once, kept nowhere. */
export const issuedSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('password'), credential: credentialSchema, secret: z.string() }),
  z.object({
    method: z.literal('certificate'),
    credential: credentialSchema,
    /** PEM. */
    certificate: z.string(),
    /** PEM (PKCS#8); null where a request was given: then the device has its key already. */
    key: z.string().nullable(),
    /** PEM of the authority that issued it. */
    authority: z.string(),
  }),
]);
export type IssuedCredential = z.output<typeof issuedSchema>;

export function credentialUsername(site: string, name: string): string {
  return `${site}/${name}`;
}

export function credentialState(
  { revokedAt, expiresAt }: Pick<Credential, 'revokedAt' | 'expiresAt'>,
  now: number,
): Credential['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'active';
  if (expiresAt <= now) return 'expired';
  return expiresAt - now < expiringMs ? 'expiring' : 'active';
}
