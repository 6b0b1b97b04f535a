// Owns telling devices from each other: every credential in memory, in step with a database that other processes write too.
import type { Kysely } from 'kysely';
import type { Bus } from '../../platform/bus/port.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { DeviceGate, DeviceIdentity } from '../../platform/mqtt/port.ts';
import { type Access, accessOf, keepsAccess, proves } from './access.ts';
import { readRevision, storeUses, writtenSince } from './repository.ts';
import { hashSecret } from './secret.ts';

/** On which processes tell each other that credentials changed. */
export const credentialChannel = 'credentials';

export interface CredentialGate extends DeviceGate {
  /** Takes over what was written, by whichever process, and what time has ended. Rejects where the database does not answer. */
  refresh(): Promise<void>;
  /** Who goes by this name, while its credential is good. */
  identity(username: string): DeviceIdentity | undefined;
  /** Told after any credential was written, by whichever process. */
  onWritten(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface GateOptions {
  db: Kysely<Schema>;
  /** Hastens what the database says anyway. */
  bus?: Pick<Bus, 'subscribe'> | undefined;
  clock: () => number;
  log: Log;
  refreshMs?: number;
}

const useMs = 60_000;

export async function createDeviceGate(options: GateOptions): Promise<CredentialGate> {
  const { db, bus, clock, log, refreshMs = 2000 } = options;
  const known = createKnown(clock);
  const uses = createUses(db, clock);
  const listeners = new Set<(usernames: readonly string[]) => void>();
  const written = new Set<() => void>();
  let revision = -1;
  let last: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const current = await readRevision(db);
    const isNew = current !== revision;
    const changed = isNew ? known.take((await writtenSince(db, revision)).map(accessOf)) : [];
    revision = current;
    const ended = [...new Set([...changed, ...known.ended()])];
    if (ended.length > 0) for (const listener of listeners) listener(ended);
    if (isNew) for (const listener of written) listener();
  }
  /** Never the result of a reading that was under way: what was written just now must be in it. */
  function refresh(): Promise<void> {
    last = last.catch(() => undefined).then(read);
    return last;
  }
  const refreshQuietly = () =>
    void refresh().catch((error: unknown) => log.debug({ err: error }, 'credentials are as they were known last'));

  await refresh();
  const unsubscribe = await bus?.subscribe(credentialChannel, refreshQuietly);
  const timer = setInterval(refreshQuietly, refreshMs);
  const useTimer = setInterval(
    () => void uses.store().catch((error: unknown) => log.debug({ err: error }, 'last use of credentials not stored')),
    useMs,
  );
  return {
    authenticate(credentials) {
      const identity = known.authenticate(credentials);
      if (identity) uses.note(identity.username);
      return identity;
    },
    identity: known.identity,
    onChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh,
    onWritten(listener) {
      written.add(listener);
      return () => void written.delete(listener);
    },
    async close() {
      clearInterval(timer);
      clearInterval(useTimer);
      unsubscribe?.();
      await last.catch(() => undefined);
      await uses.store().catch((error: unknown) => log.warn({ err: error }, 'last use of credentials not stored'));
    },
  };
}

function createKnown(clock: () => number) {
  const byUsername = new Map<string, Access>();
  const byFingerprint = new Map<string, string>();
  /** When some access of a user ends by itself. */
  const deadlines = new Map<string, number>();

  function put(access: Access): void {
    const { username } = access.identity;
    for (const { fingerprint } of byUsername.get(username)?.proofs ?? []) byFingerprint.delete(fingerprint ?? '');
    byUsername.set(username, access);
    for (const { fingerprint } of access.proofs) if (fingerprint !== null) byFingerprint.set(fingerprint, username);
    const next = Math.min(...access.proofs.map(({ until }) => until).filter((until) => until > clock()));
    if (Number.isFinite(next)) deadlines.set(username, next);
    else deadlines.delete(username);
  }

  return {
    /** Answers the users whose live connections may not go on as they are. */
    take(accesses: readonly Access[]): string[] {
      const changed: string[] = [];
      for (const access of accesses) {
        const before = byUsername.get(access.identity.username);
        put(access);
        if (before && !keepsAccess(before, access, clock())) changed.push(access.identity.username);
      }
      return changed;
    },
    identity(username: string): DeviceIdentity | undefined {
      const access = byUsername.get(username);
      return access?.proofs.some(({ until }) => clock() < until) ? access.identity : undefined;
    },
    ended(): string[] {
      const now = clock();
      const due = [...deadlines].filter(([, at]) => at <= now).map(([username]) => username);
      for (const username of due) {
        const access = byUsername.get(username);
        if (access) put(access);
      }
      return due;
    },
    authenticate({ username, password, certificateFingerprint }: Parameters<DeviceGate['authenticate']>[0]) {
      const hash = password && hashSecret(password);
      const named = (certificateFingerprint && byFingerprint.get(certificateFingerprint)) ?? username;
      if (named === undefined || (username !== undefined && username !== '' && username !== named)) return undefined;
      const access = byUsername.get(named);
      return access && proves(access, { hash, fingerprint: certificateFingerprint }, clock())
        ? access.identity
        : undefined;
    },
  };
}

/** Last uses, written at most once a minute for each. */
function createUses(db: Kysely<Schema>, clock: () => number) {
  let noted = new Map<string, number>();
  let storing: Promise<void> = Promise.resolve();
  return {
    note: (username: DeviceIdentity['username']) => void noted.set(username, clock()),
    store(): Promise<void> {
      const uses = noted;
      noted = new Map();
      storing = storing.catch(() => undefined).then(() => storeUses(db, uses));
      return storing;
    },
  };
}
