<<<<<<< HEAD
// Owns sharing named things, such as sites, out among processes: each is held by one, and taken over where its holder is gone.
import type { Database } from '../database/index.ts';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { leave, release, renewAndRead, take } from './rows.ts';
import { spread } from './spread.ts';

export interface LeaseOptions {
  database: Pick<Database, 'db' | 'now'>;
  /** What the names are shared out for; each kind for itself. */
  kind: string;
  /** This process; no other has the same. */
  member: string;
  /** Everything there is to hold, with its weight ≥ 1; may change. */
  names: () => ReadonlyMap<string, number>;
  /** The name is this process's from here on. One that rejects is given up again. */
  onGain: (name: string) => Promise<void>;
  /** Resolves when nothing more is done for the name. */
  onLose: (name: string) => Promise<void>;
  log: Log;
  metrics: LeaseMetrics;
  heartbeatMs?: number;
  /** Without a heartbeat for so long a process counts as gone. */
  expiryMs?: number;
}

export interface Leases {
  /** Whether this process goes on with the name: also while the database is away, when nobody else can take it. */
  holds(name: string): boolean;
  /** Whether no other process can have taken it: renewed within the expiry, by this machine's own clock. */
  certain(name: string): boolean;
  held(): string[];
  /** Resolves when what the first heartbeat brought is taken over. */
  start(): Promise<void>;
  /** Gives everything up. */
  close(): Promise<void>;
}

export type LeaseMetrics = ReturnType<typeof leaseMetrics>;

/** One set for all kinds of a process. */
export function leaseMetrics(metrics: Metrics) {
  return {
    held: metrics.gauge('takt_leases_held', 'Sites this process holds, by what for', ['kind']),
    members: metrics.gauge('takt_leases_members', 'Processes that share the sites, by what for', ['kind']),
    gained: metrics.counter('takt_leases_gained_total', 'Sites taken', ['kind']),
    lost: metrics.counter('takt_leases_lost_total', 'Sites given up or taken over by another', ['kind', 'reason']),
    failures: metrics.counter('takt_leases_failures_total', 'Heartbeats the database did not take', ['kind']),
  };
}

export function createLeases(options: LeaseOptions): Leases {
  const { database, kind, member, names, log, metrics, heartbeatMs = 1000, expiryMs = 6000 } = options;
  const held = new Set<string>();
  const leaving = new Set<string>();
  const work = new Set<Promise<void>>();
  let renewedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> = Promise.resolve();
  let closed = false;
  let away = false;

  /** Taking over and giving up may take longer than a heartbeat, and must not keep it from coming. */
  function meanwhile(task: Promise<void>): void {
    const done = task.finally(() => work.delete(done));
    work.add(done);
  }

  async function lose(name: string, reason: 'taken_over' | 'handed_over' | 'removed' | 'refused'): Promise<void> {
    held.delete(name);
    leaving.add(name);
    metrics.lost.inc({ kind, reason });
    log.info({ kind, name, reason }, 'giving up');
    try {
      await options.onLose(name);
    } catch (error) {
      log.warn({ err: error, kind, name }, 'giving up failed');
    }
    leaving.delete(name);
    if (reason === 'taken_over' || closed) return;
    await release(database, { kind, member, names: [name] }).catch((error: unknown) => {
      log.warn({ err: error, kind, name }, 'what was given up runs out by itself');
    });
  }

  async function gain(name: string): Promise<void> {
    log.info({ kind, name }, 'taken over');
    metrics.gained.inc({ kind });
    try {
      await options.onGain(name);
    } catch (error) {
      log.warn({ err: error, kind, name }, 'taking over failed; it is given up');
      await lose(name, 'refused');
    }
  }

  async function beat(): Promise<void> {
    const weights = names();
    const askedAt = performance.now();
    const renewed = [...held, ...leaving];
    const { members, holdings } = await renewAndRead(database, { kind, member, expiryMs, names: renewed });
    renewedAt = askedAt;
    metrics.members.set({ kind }, members.length);
    const target = spread(members, weights, holdings);
    for (const name of [...held]) {
      if (holdings.get(name) !== member) meanwhile(lose(name, 'taken_over'));
      else if (!weights.has(name)) meanwhile(lose(name, 'removed'));
      else if (target.get(name) !== member) meanwhile(lose(name, 'handed_over'));
    }
    // What another still holds is taken once it is given up.
    const free = [...weights.keys()].filter(
      (name) => target.get(name) === member && !held.has(name) && !leaving.has(name),
    );
    const mine = free.filter((name) => !holdings.has(name) || holdings.get(name) === member);
    for (const name of await take(database, { kind, member, expiryMs, names: mine })) {
      held.add(name);
      meanwhile(gain(name));
    }
    metrics.held.set({ kind }, held.size);
  }

  async function turn(): Promise<void> {
    const startedAt = performance.now();
    try {
      await beat();
      if (away) log.info({ kind }, 'leases are renewed again');
      away = false;
    } catch (error) {
      metrics.failures.inc({ kind });
      if (!away) log.warn({ err: error, kind }, 'leases cannot be renewed; what is held is gone on with');
      away = true;
    }
    if (closed) return;
    timer = setTimeout(
      () => {
        beating = turn();
      },
      Math.max(0, heartbeatMs - (performance.now() - startedAt)),
    );
  }

  return {
    holds: (name) => held.has(name),
    certain: (name) => held.has(name) && performance.now() - renewedAt < expiryMs,
    held: () => [...held],
    async start() {
      beating = turn();
      await beating;
      await Promise.all(work);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await beating;
      await Promise.all(work);
      await Promise.all([...held].map((name) => lose(name, 'handed_over')));
      await leave(database, kind, member).catch((error: unknown) => {
        log.warn({ err: error, kind }, 'what was held runs out by itself');
      });
    },
  };
}
=======
// Owns how the processes of an installation share named things, such as sites, among themselves: each is held by one of them.
import { randomBytes } from 'node:crypto';
import type { Database } from '../database/index.ts';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { createHoldings, type Holdings } from './holdings.ts';
import { createLeaseMetrics } from './metrics.ts';
import { type Moment, thisMoment } from './moment.ts';
import { createPatience } from './patience.ts';
import { createPulse } from './pulse.ts';
import { spread } from './spread.ts';
import { createLeaseTable, type LeaseTable } from './table.ts';

export interface LeaseSettings {
  /** Pause between two renewals, ms. */
  heartbeatMs: number;
  /** What was not renewed for so long may be taken by others, ms. Several heartbeats. */
  expiryMs: number;
}

export const defaultLeaseSettings: LeaseSettings = { heartbeatMs: 1000, expiryMs: 6000 };

export interface LeaseOptions {
  database: Pick<Database, 'db' | 'now'>;
  /** What is shared; members of one kind share with each other. */
  kind: string;
  /** Name of this process for people; two of one name are two members all the same. */
  member: string;
  /** What there is to hold now, with its weight ≥ 1. Asked at every heartbeat. */
  names: () => ReadonlyMap<string, number>;
  /** The name is this member's from here on. Where it rejects, the name is released and tried again. */
  onGain(name: string): Promise<void>;
  /**
   * To stop using the name; while this runs it is still this member's, unless another took it. Calls for one name follow one
   * another.
   */
  onLose(name: string): Promise<void>;
  settings?: Partial<LeaseSettings>;
  log: Log;
  metrics: Metrics;
}

/**
 * While all members reach the database no name is held by two. One that ended without saying so loses its names after
 * `expiryMs`; while the database is out of reach nobody can take anything, and everybody keeps what they hold. The clock that
 * counts is the database's: setting it forward by `expiryMs` or more is to them as if all had been stopped for so long.
 */
export interface Leases {
  /** Names for which {@link holds} is true. */
  held(): ReadonlySet<string>;
  /**
   * This member's as far as it knows: from before onGain until onLose has ended. Another may hold the name too, if this process
   * was stopped for longer than `expiryMs` and has not noticed yet. For work that may be done twice but must not cease while
   * the database is out of reach, such as taking in readings.
   */
  holds(name: string): boolean;
  /**
   * Held, and renewed within `expiryMs`: nobody else can hold it at this moment. False while the database is out of reach for
   * longer than that. For work that must be one process's alone, such as replacing what others wrote.
   */
  certain(name: string): boolean;
  /** Resolves after the first heartbeat, whether or not the database answered. */
  start(): Promise<void>;
  /** Gives everything up and leaves; others take over at their next heartbeat. */
  close(): Promise<void>;
}

export function createLeases(options: LeaseOptions): Leases {
  const { database, kind, names, onGain, onLose, log } = options;
  const { heartbeatMs, expiryMs } = { ...defaultLeaseSettings, ...options.settings };
  // A process that was stopped and its successor of the same name must not pass for each other.
  const member = `${options.member} ${randomBytes(4).toString('hex')}`;
  const table = createLeaseTable({ database, kind, member, expiryMs });
  const metrics = createLeaseMetrics(options.metrics, kind);
  const holdings = createHoldings({
    onGain,
    onLose,
    onCount: metrics.count,
    onOver: () => pulse.soon(),
    expiryMs,
    log: log.child({ kind }),
  });
  const patience = createPatience(expiryMs / 2);
  let closing = false;
  let outOfReach = false;

  /** Statements are answered in the order they are sent, so what a statement renews is valid for `expiryMs` from before it. */
  async function beat(): Promise<void> {
    const asked = thisMoment();
    await releaseOver(table, holdings);
    await (closing ? table.leave() : table.join());
    takeNote(await table.renew(), asked);
    const patient = patience.reached(asked);
    if (!closing) await share(asked, patient);
    metrics.held(holdings.names().length);
  }

  function takeNote(mine: readonly string[], asked: Moment): void {
    const still = new Set(mine);
    for (const name of holdings.names()) if (!still.has(name)) holdings.taken(name);
    for (const name of mine) {
      if (holdings.knows(name)) holdings.renewed(name, asked);
      // Taken by a statement whose answer was lost.
      else if (!closing) holdings.gain(name, asked);
    }
  }

  async function share(asked: Moment, patient: boolean): Promise<void> {
    const wanted = names();
    const { members, holders } = await table.read();
    metrics.members(members.length);
    const assigned = spread(members, wanted, holders);
    for (const name of holdings.names()) {
      if (!wanted.has(name)) holdings.giveUp(name, 'removed');
      else if (assigned.get(name) !== member) holdings.giveUp(name, 'handed_over');
    }
    const free = [...assigned].flatMap(([name, who]) => (who === member && !holders.has(name) ? name : []));
    for (const name of await table.take(free, patient)) holdings.gain(name, asked);
  }

  async function turn(): Promise<void> {
    try {
      await beat();
      if (outOfReach) log.info({ kind }, 'leases are renewed again');
      outOfReach = false;
    } catch (error) {
      if (!outOfReach) log.warn({ err: error, kind }, 'leases cannot be renewed; what is held is kept');
      outOfReach = true;
    }
  }

  const pulse = createPulse(turn, heartbeatMs);

  async function giveAllUp(): Promise<void> {
    for (const name of holdings.names()) holdings.giveUp(name, 'closed');
    await holdings.idle();
  }

  return {
    held: () => new Set(holdings.names()),
    holds: holdings.has,
    certain: holdings.certain,
    async start() {
      await table.tidy().catch((error: unknown) => log.debug({ err: error, kind }, 'members of old stay listed'));
      await pulse.start();
    },
    async close() {
      closing = true;
      await giveAllUp();
      await pulse.stop();
      // What the last heartbeat took before it noticed.
      await giveAllUp();
      await releaseOver(table, holdings)
        .then(table.leave)
        .catch((error: unknown) => log.warn({ err: error, kind }, 'leases are not released; they expire'));
      metrics.held(0);
    },
  };
}

async function releaseOver(table: LeaseTable, holdings: Holdings): Promise<void> {
  const over = holdings.over();
  await table.release(over);
  holdings.released(over);
}
>>>>>>> w/postgres
