// Owns the sessions of all edge nodes, one per node and client, and notices two agents that go by one name.
import type { Log } from '../../../platform/log/index.ts';
import type { Metrics } from '../../../platform/metrics/index.ts';
import type { CommitTarget } from '../batch.ts';
import type { Commands } from './commands.ts';
import type { Session } from './session.ts';

const maxSessions = 10_000;
/** Two agents that take turns do so within this time. */
const conflictMs = 10 * 60_000;
const reportEveryMs = 60_000;

interface Node {
  sessions: Map<string, Session>;
  newest: Session | undefined;
  /** Outbox epoch born before the present one, and when it was left. */
  formerEpoch: string | undefined;
  formerAt: number;
  reportedAt: number;
}

export type Sessions = ReturnType<typeof createSessions>;

/**
 * With a broker that tells client ids, two agents under one name have a session each and both are stored and committed: raw telemetry
 * is not lost over a mistake in a configuration file. It is reported, because their machines' readings mix.
 */
export function createSessions({
  commands,
  metrics,
  log,
  onBorn,
}: {
  commands: Commands;
  metrics: Metrics;
  log: Log;
  onBorn: (site: string, node: string, now: number) => void;
}) {
  const nodes = new Map<string, Node>();
  let count = 0;
  const conflicts = metrics.counter(
    'takt_mqtt_identity_conflicts_total',
    'Signs that two devices share one identity: a client id or a Sparkplug edge node',
  );

  function nodeOf(key: string): Node {
    let node = nodes.get(key);
    if (!node) {
      node = {
        sessions: new Map(),
        newest: undefined,
        formerEpoch: undefined,
        formerAt: Number.NEGATIVE_INFINITY,
        reportedAt: Number.NEGATIVE_INFINITY,
      };
      nodes.set(key, node);
    }
    return node;
  }

  function report(node: Node, session: Session, now: number): void {
    if (now - node.reportedAt < reportEveryMs) return;
    node.reportedAt = now;
    conflicts.inc();
    log.warn(
      { site: session.site, node: session.node },
      'two agents go by the name of one edge node; their readings mix',
    );
  }

  function create(site: string, node: string, client: string | undefined): Session {
    const session: Session = {
      site,
      node,
      client,
      alive: false,
      broken: false,
      bdSeq: -1,
      seq: -1,
      aliases: new Map(),
      devices: new Map(),
      epoch: undefined,
      nextOffset: 0,
      durable: -1,
      commits: { committed: () => {} },
      heardAt: 0,
      rebirthAskedAt: Number.NEGATIVE_INFINITY,
    };
    return session;
  }

  function commitsOf(session: Session): CommitTarget {
    const target: CommitTarget = {
      committed(offset) {
        if (session.commits !== target || offset <= session.durable) return;
        session.durable = offset;
        commands.commit(session);
      },
    };
    return target;
  }

  function forget(key: string, session: Session): void {
    const node = nodes.get(key);
    if (!node?.sessions.delete(session.client ?? '')) return;
    count--;
    if (node.newest === session) node.newest = undefined;
  }

  function makeRoom(): boolean {
    for (const [key, node] of nodes) {
      for (const session of node.sessions.values()) if (!session.alive) forget(key, session);
      if (node.sessions.size === 0) nodes.delete(key);
    }
    return count < maxSessions;
  }

  return {
    /** The session a message belongs to; a new one is not alive until its NBIRTH. Undefined: too many edge nodes. */
    of(site: string, name: string, client: string | undefined, now: number): Session | undefined {
      if (count >= maxSessions && !makeRoom()) return undefined;
      const node = nodeOf(`${site}/${name}`);
      let session = node.sessions.get(client ?? '');
      if (!session) {
        session = create(site, name, client);
        node.sessions.set(client ?? '', session);
        count++;
      }
      session.heardAt = now;
      if (session.alive && node.newest !== session && node.newest?.alive) report(node, session, now);
      return session;
    },

    /** An NBIRTH arrived; `before` is the outbox epoch of the session until then. */
    born(session: Session, before: string | undefined, now: number): void {
      const node = nodeOf(`${session.site}/${session.node}`);
      node.newest = session;
      onBorn(session.site, session.node, now);
      session.commits = commitsOf(session);
      if (before === undefined || before === session.epoch) return;
      if (session.epoch === node.formerEpoch && now - node.formerAt < conflictMs) report(node, session, now);
      node.formerEpoch = before;
      node.formerAt = now;
    },

    /** Sessions of a client that will not come back under its name are forgotten; the latest of a node is kept. */
    died(session: Session): void {
      const key = `${session.site}/${session.node}`;
      if (nodes.get(key)?.newest !== session) forget(key, session);
    },

    /** Whose site is another process's now; what still comes of them belongs to nobody here. */
    forgetSite(site: string): void {
      for (const [key, node] of nodes) {
        for (const session of node.sessions.values()) if (session.site === site) forget(key, session);
        if (node.sessions.size === 0) nodes.delete(key);
      }
    },

    alive(): number {
      let alive = 0;
      for (const { sessions } of nodes.values()) for (const session of sessions.values()) if (session.alive) alive++;
      return alive;
    },
  };
}
