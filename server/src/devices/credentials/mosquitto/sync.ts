// Owns keeping Mosquitto in step with the credentials: what changed at once, and all of it at every start and every minute.
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { inParts } from '../../../platform/database/in-parts.ts';
import type { Schema } from '../../../platform/database/index.ts';
import type { Log } from '../../../platform/log/index.ts';
import type { BrokerAnswer, BrokerCommand, DynamicSecurity } from '../../../platform/mqtt/dynamic-security.ts';
import type { Seal } from '../authority/seal.ts';
import { type CredentialRow, forgetSealed, markAbsent, pendingCredentials, writtenSince } from '../repository.ts';
import { defaultAccess, everybody, isOurs, roleOf, sameRevision } from './rights.ts';
import { changing, creating, isLive, removing, type Target, targetOf } from './target.ts';

export interface MosquittoSyncOptions {
  broker: DynamicSecurity;
  db: Kysely<Schema>;
  authority: () => Promise<Seal>;
  clock: () => number;
  log: Log;
  everyMs?: number;
}

export interface MosquittoSync {
  /** Tells the broker what it has not been told yet; resolves once it has. Rejects where it is out of reach. */
  push(): Promise<void>;
  /** Compares all the broker knows with all it shall know. */
  reconcile(): Promise<void>;
  close(): Promise<void>;
}

/** The plugin writes all it knows to disk after each command, so many at once would keep the broker from everything else. */
const batch = 10;
const page = 200;

const listSchema = z.object({
  totalCount: z.int(),
  clients: z.array(z.object({ username: z.string(), textdescription: z.string().optional() })),
});

const forgottenByBroker =
  'the broker has lost passwords that nobody else has; rotate them, or give it the file of takt devices broker-file';

/** One process of an installation does this. In order: nothing is read while commands are under way. */
export function createMosquittoSync(options: MosquittoSyncOptions): MosquittoSync {
  const { broker, db, clock, log, everyMs = 60_000 } = options;
  let last: Promise<void> = Promise.resolve();
  let absences = 0;
  let prepared = false;

  function inTurn(work: () => Promise<void>): Promise<void> {
    last = last.catch(() => undefined).then(work);
    return last;
  }
  const targetsOf = async (rows: readonly CredentialRow[]) => {
    const { unseal } = await options.authority();
    const secretOf = ({ sealed, username }: CredentialRow) => (sealed ? unseal(sealed, username) : undefined);
    return rows.map((row) => targetOf(row, secretOf(row), clock()));
  };

  async function push(): Promise<void> {
    const targets = await targetsOf(await pendingCredentials(db));
    await bring(targets.filter(({ forgotten }) => !forgotten));
  }

  /** The broker is asked first: what it says is never newer than what is then read, and nobody else tells it anything. */
  async function reconcile(): Promise<void> {
    if (!prepared) await prepare();
    const marks = await listMarks(broker);
    const now = clock();
    const rows = (await writtenSince(db, -1)).filter((row) => isLive(row, now) || row.sealed !== null);
    const { fitting, stale, absent } = compare(await targetsOf(rows), marks);
    await bring(stale);
    await told(fitting);
    const wanted = new Set([...fitting, ...stale].flatMap(({ clients }) => clients.map(({ username }) => username)));
    const known = [...marks].filter(([, mark]) => isOurs(mark)).map(([username]) => username);
    await remove(known.filter((username) => !wanted.has(username)));
    await tellAbsent(absent);
  }

  async function prepare(): Promise<void> {
    await broker.run([
      { command: 'setDefaultACLAccess', acls: defaultAccess },
      { command: 'createRole', ...everybody },
      { command: 'modifyRole', ...everybody },
    ]);
    prepared = true;
  }

  /** Gives the broker what it shall know, a few at a time, and leaves it as long in between as they took. */
  async function bring(targets: readonly Target[]): Promise<void> {
    for (const part of inParts(targets, batch)) {
      const began = performance.now();
      await broker.run(removing(part.flatMap(({ gone }) => gone)));
      await broker.run(part.filter(({ clients }) => clients.length === 0).map(withoutRole));
      const present = part.filter(({ clients }) => clients.length > 0);
      const unknown = failed(present, await broker.run(present.flatMap(changing)), changing);
      const refused = failed(unknown, await broker.run(unknown.flatMap(creating)), creating);
      // Part of it was there: now all of it is.
      const left = failed(refused, await broker.run(refused.flatMap(changing)), changing);
      for (const { row } of left) log.error({ credential: row.username }, 'the broker does not take a credential');
      await told(part.filter((target) => !left.includes(target)));
      if (part.length === batch) await new Promise((resolve) => setTimeout(resolve, performance.now() - began));
    }
  }

  async function told(targets: readonly Target[]): Promise<void> {
    for (const { row } of targets) if (row.sealed !== null) await forgetSealed(db, row.username, row.revision);
  }

  async function remove(usernames: readonly string[]): Promise<void> {
    for (const part of inParts(usernames, batch)) {
      const roles = part.map((username) => ({ command: 'deleteRole', rolename: roleOf(username) }));
      await broker.run([...removing(part), ...roles]);
    }
  }

  async function tellAbsent(targets: readonly Target[]): Promise<void> {
    for (const { row } of targets) if (row.sealed === null) await markAbsent(db, row.username, row.revision);
    if (targets.length > 0 && targets.length !== absences) {
      const credentials = targets.slice(0, 20).map(({ row }) => row.username);
      log.error({ count: targets.length, credentials }, forgottenByBroker);
    }
    absences = targets.length;
  }

  const quietly = (work: () => Promise<void>) =>
    void inTurn(work).catch((error: unknown) => log.warn({ err: error }, 'the broker is not told of credentials yet'));
  broker.onConnected(() => {
    prepared = false;
    quietly(reconcile);
  });
  const timer = setInterval(() => {
    if (broker.connected) quietly(reconcile);
  }, everyMs);
  return {
    push: () => inTurn(push),
    reconcile: () => inTurn(reconcile),
    async close() {
      clearInterval(timer);
      await broker.close();
      await last.catch(() => undefined);
    },
  };
}

/** `absent`: passwords that nobody has any longer and the broker has not either. */
function compare(targets: readonly Target[], marks: ReadonlyMap<string, string | undefined>) {
  const fitting: Target[] = [];
  const stale: Target[] = [];
  const absent: Target[] = [];
  for (const target of targets) {
    const known = target.clients.map(({ username }) => marks.get(username));
    if (known.length > 0 && known.every((mark) => mark === target.mark)) fitting.push(target);
    else if (!target.forgotten || known.every((mark) => sameRevision(mark, target.row))) stale.push(target);
    else absent.push(target);
  }
  return { fitting, stale, absent };
}

const withoutRole = ({ row }: Target): BrokerCommand => ({ command: 'deleteRole', rolename: roleOf(row.username) });

/** Of the targets whose commands were sent, those of which one was not done. */
function failed(
  targets: readonly Target[],
  answers: readonly BrokerAnswer[],
  commandsOf: (target: Target) => BrokerCommand[],
): Target[] {
  let at = 0;
  return targets.filter((target) => {
    const own = answers.slice(at, at + commandsOf(target).length);
    at += own.length;
    return own.some(({ error }) => error !== undefined);
  });
}

async function listMarks(broker: DynamicSecurity): Promise<Map<string, string | undefined>> {
  const marks = new Map<string, string | undefined>();
  for (let offset = 0; ; offset += page) {
    const [answer] = await broker.run([{ command: 'listClients', verbose: true, count: page, offset }]);
    if (answer?.error !== undefined) throw new Error(`the broker does not list its clients: ${answer.error}`);
    const { clients, totalCount } = listSchema.parse(answer?.data);
    for (const { username, textdescription } of clients) marks.set(username, textdescription);
    if (clients.length === 0 || offset + page >= totalCount) return marks;
  }
}
