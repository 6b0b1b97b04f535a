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
