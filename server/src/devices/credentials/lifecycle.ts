// Owns the life of a credential: issued, rotated, revoked; each with whom it is put down to, in one transaction with the audit log.
import {
  type CredentialIssue,
  type CredentialRotate,
  credentialState,
  credentialUsername,
  type IssuedCredential,
} from '@takt/model/devices';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { type Maker, type Material, makeMaterial, nothingKept } from './material.ts';
import { type CredentialRow, countWrite, findCredential, lastUse, storeCredential, viewOf } from './repository.ts';

/** Whom a change is put down to. */
export interface Attribution {
  actor: string;
  /** As people know them. */
  actorName: string;
  /** Network address; null: not over the network. */
  address: string | null;
}

/** What the audit log is told, in the transaction that makes the change. */
export interface AuditEntry extends Attribution {
  action: string;
  outcome: 'done';
  kind: string;
  code: string;
  scope: string | null;
  /** Absent: the one its scope lies in. */
  enterprise?: string;
  before: unknown;
  after: unknown;
}
export type Audit = (entry: AuditEntry, transaction: Transaction<Schema>) => Promise<void>;

export interface LifecycleOptions extends Maker {
  db: Kysely<Schema>;
  clock: () => number;
  /** Codes of the sites there are. */
  sites: () => readonly string[];
  audit: Audit;
  /** After each change, before it is answered: whoever holds credentials elsewhere is told. Must not reject. */
  onWritten: (username: string) => Promise<void>;
}

export interface Place {
  site: string;
  name: string;
  by: Attribution;
}

export interface Lifecycle {
  issue(place: Place, wish: CredentialIssue): Promise<Outcome<IssuedCredential>>;
  rotate(place: Place, wish: CredentialRotate): Promise<Outcome<IssuedCredential>>;
  revoke(place: Place): Promise<Outcome<undefined>>;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { db, clock, sites, audit, onWritten, broker } = options;

  /** `decide` answers the row to store; nobody else changes a credential meanwhile. */
  async function change(
    { site, name, by }: Place,
    action: 'issue' | 'rotate' | 'revoke',
    decide: (row: CredentialRow | undefined, revision: number) => Outcome<CredentialRow | undefined>,
  ): Promise<Outcome<CredentialRow | undefined>> {
    const username = credentialUsername(site, name);
    const outcome = await db.transaction().execute(async (transaction) => {
      const revision = await countWrite(transaction);
      const row = await findOf(transaction, site, username);
      const decided = decide(row, revision);
      if (!decided.ok || !decided.value) return decided;
      await storeCredential(transaction, decided.value);
      const shown = (each: CredentialRow | undefined) => (each ? viewOf(each, null, { now: clock(), broker }) : null);
      const [before, after] = [shown(row), shown(decided.value)];
      const about = { kind: 'credential', code: username, scope: `site:${site}` };
      await audit({ ...by, action: `credentials.${action}`, outcome: 'done', ...about, before, after }, transaction);
      return decided;
    });
    if (outcome.ok && outcome.value) await onWritten(username);
    return outcome;
  }

  async function answer(outcome: Outcome<CredentialRow | undefined>, shown: Material['shown']) {
    if (!outcome.ok) return outcome;
    const username = outcome.value?.username ?? '';
    // As it is now: the broker may have been told meanwhile.
    const row = (await findCredential(db, username)) ?? outcome.value;
    if (!row) throw new Error(`credential ${username} is gone`);
    const credential = viewOf(row, await lastUse(db, username), { now: clock(), broker });
    return done({ ...shown, credential } as IssuedCredential);
  }

  return {
    async issue(place, wish) {
      const { site, name } = place;
      const refused = refusalOf(wish, site, sites());
      if (refused) return refused;
      const username = credentialUsername(site, name);
      const now = clock();
      const lastsMs = wish.days === undefined ? undefined : wish.days * dayMs;
      const made = await makeMaterial(options, { username, method: wish.method, csr: wish.csr, lastsMs, now });
      if (!made.ok) return made;
      const outcome = await change(place, 'issue', (existing, revision) => {
        if (existing && isGood(existing, now)) {
          return refuse('conflict', `"${username}" has a credential already; rotate it, or revoke it first`);
        }
        return done(freshRow({ place, wish, made: made.value, now, revision }));
      });
      return answer(outcome, made.value.shown);
    },

    async rotate(place, wish) {
      const now = clock();
      const username = credentialUsername(place.site, place.name);
      const existing = await findOf(db, place.site, username);
      const refused = existing ? overlapRefusal(existing, wish, broker) : absent(username);
      if (refused || !existing) return refused ?? absent(username);
      const { method } = existing;
      const lastsMs = wish.days === undefined ? lifetimeOf(existing) : wish.days * dayMs;
      const made = await makeMaterial(options, { username, method, csr: wish.csr, lastsMs, now });
      if (!made.ok) return made;
      const outcome = await change(place, 'rotate', (row, revision) => {
        if (!row || row.revoked_at !== null) return absent(username);
        if (row.method !== method) return refuse('conflict', `"${username}" was issued anew meanwhile`);
        return done({ ...row, ...made.value.kept, ...overlapOf(row, wish, now), rotated_at: now, revision });
      });
      return answer(outcome, made.value.shown);
    },

    async revoke(place) {
      const username = credentialUsername(place.site, place.name);
      const outcome = await change(place, 'revoke', (row, revision) => {
        if (!row) return absent(username);
        if (row.revoked_at !== null) return done(undefined);
        return done(revoked(row, { by: place.by, now: clock(), broker, revision }));
      });
      return outcome.ok ? done(undefined) : outcome;
    },
  };
}

/** The row of a credential that is taken away. */
export function revoked(
  row: CredentialRow,
  { by, now, broker, revision }: { by: Attribution; now: number; broker: boolean; revision: number },
): CredentialRow {
  const { serial, previous_serial } = row;
  const told = { serial, previous_serial, sealed: broker ? '' : null };
  return { ...row, ...nothingKept, ...noOverlap, ...told, revoked_at: now, revoked_by: by.actorName, revision };
}

/** One that ended with an earlier site of the same code is none of this one's. */
async function findOf(db: Kysely<Schema>, site: string, username: string): Promise<CredentialRow | undefined> {
  const row = await findCredential(db, username);
  return row?.site === site ? row : undefined;
}

const noOverlap = {
  previous_hash: null,
  previous_fingerprint: null,
  previous_serial: null,
  previous_until: null,
} as const;

const absent = (username: string) => refuse('not_found', `"${username}" has no credential`);

function isGood({ revoked_at: revokedAt, expires_at: expiresAt }: CredentialRow, now: number): boolean {
  const state = credentialState({ revokedAt, expiresAt }, now);
  return state === 'active' || state === 'expiring';
}

function refusalOf({ kind, machines }: CredentialIssue, site: string, known: readonly string[]) {
  if (!known.includes(site)) {
    return refuse('invalid', `there is no site "${site}"`, [{ field: 'site', reason: 'is not registered' }]);
  }
  if (kind === 'node' || machines === undefined) return undefined;
  const reason = 'is for edge nodes; a device speaks of the machine of its own name only';
  return refuse('invalid', 'a device names no machines', [{ field: 'machines', reason }]);
}

/** Mosquitto keeps one password for a user. */
function overlapRefusal({ revoked_at, username, method }: CredentialRow, wish: CredentialRotate, broker: boolean) {
  if (revoked_at !== null) return absent(username);
  if (wish.overlapHours === 0 || method === 'certificate' || !broker) return undefined;
  const reason = 'must be 0: this broker keeps one password for a user, so the old one ends at once';
  return refuse('invalid', 'the broker cannot take two passwords', [{ field: 'overlapHours', reason }]);
}

function overlapOf(row: CredentialRow, { overlapHours }: CredentialRotate, now: number) {
  const until = Math.min(now + overlapHours * hourMs, row.expires_at ?? Number.POSITIVE_INFINITY);
  const { secret_hash, fingerprint, serial } = row;
  // Opens nothing any more; the broker is told by it whom to let in no longer.
  if (until <= now) return { ...noOverlap, previous_serial: serial };
  return {
    previous_hash: secret_hash,
    previous_fingerprint: fingerprint,
    previous_serial: serial,
    previous_until: until,
  };
}

/** A password that ends goes on ending after as long; a certificate lasts the usual time. */
function lifetimeOf(row: CredentialRow): number | undefined {
  if (row.method === 'certificate' || row.expires_at === null) return undefined;
  return row.expires_at - (row.rotated_at ?? row.created_at);
}

function freshRow(given: {
  place: Place;
  wish: CredentialIssue;
  made: Material;
  now: number;
  revision: number;
}): CredentialRow {
  const { place, wish, made, now, revision } = given;
  return {
    username: credentialUsername(place.site, place.name),
    site: place.site,
    name: place.name,
    kind: wish.kind,
    machines: wish.machines ? JSON.stringify([...new Set(wish.machines)].sort()) : null,
    method: wish.method,
    ...made.kept,
    ...noOverlap,
    created_at: now,
    rotated_at: null,
    issued_by: place.by.actorName,
    revoked_at: null,
    revoked_by: null,
    revision,
  };
}
