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
