// Owns the rows of credentials: read, written under one count of writes, and shown without what is secret.
import { type Credential, credentialState } from '@takt/model/devices';
import type { Kysely, Transaction } from 'kysely';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row, Schema } from '../../platform/database/index.ts';

export type CredentialRow = Row<'device_credentials'>;
type Db = Kysely<Schema> | Transaction<Schema>;

/** The revision the write makes. Until the transaction ends, nobody else counts one: writers follow one another. */
export async function countWrite(transaction: Transaction<Schema>): Promise<number> {
  const { revision } = await transaction
    .updateTable('device_credential_revision')
    .set((e) => ({ revision: e('revision', '+', 1) }))
    .returning('revision')
    .executeTakeFirstOrThrow();
  return revision;
}

export async function readRevision(db: Db): Promise<number> {
  return (await db.selectFrom('device_credential_revision').select('revision').executeTakeFirstOrThrow()).revision;
}

export function findCredential(db: Db, username: string): Promise<CredentialRow | undefined> {
  return db.selectFrom('device_credentials').selectAll().where('username', '=', username).executeTakeFirst();
}

/** What was written after the given revision; everything after −1. */
export function writtenSince(db: Db, revision: number): Promise<CredentialRow[]> {
  return db.selectFrom('device_credentials').selectAll().where('revision', '>', revision).execute();
}

export async function storeCredential(transaction: Transaction<Schema>, row: CredentialRow): Promise<void> {
  const { username, ...rest } = row;
  await transaction
    .insertInto('device_credentials')
    .values(row)
    .onConflict((conflict) => conflict.column('username').doUpdateSet({ ...rest }))
    .execute();
}

export async function listCredentials(
  db: Db,
  site?: string,
): Promise<(CredentialRow & { lastUsedAt: number | null })[]> {
  let query = db
    .selectFrom('device_credentials')
    .leftJoin('device_credential_use', 'device_credential_use.username', 'device_credentials.username')
    .selectAll('device_credentials')
    .select('device_credential_use.last_used_at as lastUsedAt')
    .where('device_credentials.site', '!=', '')
    .orderBy('device_credentials.username');
  if (site !== undefined) query = query.where('device_credentials.site', '=', site);
  return query.execute();
}

export async function lastUse(db: Db, username: string): Promise<number | null> {
  const found = await db
    .selectFrom('device_credential_use')
    .select('last_used_at')
    .where('username', '=', username)
    .executeTakeFirst();
  return found?.last_used_at ?? null;
}

/** Moments of several processes: the latest one stays. */
export async function storeUses(db: Kysely<Schema>, uses: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...uses].map(([username, last_used_at]) => ({ username, last_used_at }));
  for (const part of inParts(rows, 400)) {
    await db
      .insertInto('device_credential_use')
      .values(part)
      .onConflict((conflict) =>
        conflict
          .column('username')
          .doUpdateSet((e) => ({ last_used_at: e.ref('excluded.last_used_at') }))
          .whereRef('excluded.last_used_at', '>', 'device_credential_use.last_used_at'),
      )
      .execute();
  }
}

/** The moment belongs to whoever had the name before. */
export async function forgetUse(transaction: Transaction<Schema>, username: string): Promise<void> {
  await transaction.deleteFrom('device_credential_use').where('username', '=', username).execute();
}

/** The broker has taken what was written at this revision: the secret need not be kept any longer. */
export async function forgetSealed(db: Kysely<Schema>, username: string, revision: number): Promise<void> {
  await db
    .updateTable('device_credentials')
    .set({ sealed: null })
    .where('username', '=', username)
    .where('revision', '=', revision)
    .execute();
}

/** What the broker has not taken yet. */
export function pendingCredentials(db: Kysely<Schema>): Promise<CredentialRow[]> {
  return db.selectFrom('device_credentials').selectAll().where('sealed', 'is not', null).orderBy('revision').execute();
}

/** How many the broker has not taken yet. */
export async function countPending(db: Kysely<Schema>): Promise<number> {
  const { pending } = await db
    .selectFrom('device_credentials')
    .select((e) => e.fn.countAll().as('pending'))
    .where('sealed', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(pending);
}

/** The broker has not got it, and nobody has its secret any longer. */
export async function markAbsent(db: Kysely<Schema>, username: string, revision: number): Promise<void> {
  await db
    .updateTable('device_credentials')
    .set({ sealed: '' })
    .where('username', '=', username)
    .where('revision', '=', revision)
    .execute();
}

export function machinesOf({ machines }: Pick<CredentialRow, 'machines'>): string[] | undefined {
  return machines === null ? undefined : (JSON.parse(machines) as string[]);
}

export interface Viewing {
  now: number;
  /** Whether an external broker holds credentials itself. */
  broker: boolean;
}

export function viewOf(row: CredentialRow, lastUsedAt: number | null, { now, broker }: Viewing): Credential {
  const ends = { revokedAt: row.revoked_at, expiresAt: row.expires_at };
  return {
    username: row.username,
    site: row.site,
    name: row.name,
    kind: row.kind,
    machines: machinesOf(row) ?? null,
    method: row.method,
    state: credentialState(ends, now),
    createdAt: row.created_at,
    rotatedAt: row.rotated_at,
    lastUsedAt,
    ...ends,
    overlapUntil: row.previous_until !== null && row.previous_until > now ? row.previous_until : null,
    issuedBy: row.issued_by,
    revokedBy: row.revoked_by,
    fingerprint: row.fingerprint,
    broker: !broker ? 'none' : row.sealed === null ? 'current' : 'pending',
  };
}
