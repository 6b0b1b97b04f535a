// Owns the uplink: keeps a Sparkplug session with the host for as long as the agent runs.
import { nodeTopic, sparkplugNamespace } from '@takt/model/topics';
import type { Outbox } from '../outbox/index.ts';
import { nextBdSeq } from './bd-seq.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { type Connection, connect, type MqttSettings, NotLetIn } from './connection.ts';
import { createHostWatch, type HostState, parseCommand, parseState } from './host.ts';
import { createSession, type Session } from './session.ts';

export type { MqttSettings } from './connection.ts';

export interface UplinkOptions {
  site: string;
  node: string;
  mqtt: MqttSettings;
  /** Host application whose STATE is waited for; null: the node births without one. */
  primaryHost: string | null;
  outbox: Outbox;
  /** Where the bdSeq is kept. */
  directory: string;
  /** Most frames in flight. Default 256. */
  window?: number;
  /** Default 10 s. */
  stallMs?: number;
  /** First wait before a new attempt, doubled up to `retryMaxMs`. Defaults 1 s and 30 s. */
  retryMs?: number;
  retryMaxMs?: number;
  clock?: () => number;
  onEvent?: (event: UplinkEvent) => void;
}

export type UplinkEvent =
  | { kind: 'connected'; bdSeq: number }
  | { kind: 'born'; reason: string; first: number }
  | { kind: 'host'; state: HostState }
  | { kind: 'lost'; reason: string; retryMs: number }
  /** The broker does not let this node in, by what it proves itself with. */
  | { kind: 'refused'; reason: string; retryMs: number }
  | { kind: 'ignored'; topic: string };

export interface Uplink {
  start(): void;
  /** Tells whether a machine answers; an unreachable one gets a DDEATH. */
  setReachable(machine: string, reachable: boolean): void;
  /** Calls back after every commit with the first offset that is not committed. */
  onCommit(listener: (first: number) => void): void;
  /** Says goodbye (NDEATH) and disconnects. */
  close(): Promise<void>;
}

export function createUplink(options: UplinkOptions): Uplink {
  const { site, node, outbox, onEvent = () => {} } = options;
  const catalogue = createCatalogue();
  const commitListeners: ((first: number) => void)[] = [];
  let connection: Connection | undefined;
  let session: Session | undefined;
  let stopping = false;
  let stopWaiting: () => void = () => {};
  let life: Promise<void> = Promise.resolve();

  outbox.onDurable(() => session?.wake());

  function onMessage(current: Connection, begin: () => void, watch: ReturnType<typeof createHostWatch>) {
    return (topic: string, payload: Uint8Array) => {
      if (topic === nodeTopic('NCMD', site, node)) obey(payload, topic);
      else onState(payload, topic, watch, begin, current);
    };
  }

  function obey(payload: Uint8Array, topic: string): void {
    const command = parseCommand(payload, outbox.epoch);
    if (!command) {
      onEvent({ kind: 'ignored', topic });
      return;
    }
    if (command.committed !== undefined && session) {
      const before = outbox.first;
      session.committed(command.committed);
      if (outbox.first > before) for (const listener of commitListeners) listener(outbox.first);
    }
    if (command.rebirth) session?.rebirth('the host asked for it');
  }

  function onState(
    payload: Uint8Array,
    topic: string,
    watch: ReturnType<typeof createHostWatch>,
    begin: () => void,
    current: Connection,
  ): void {
    const state = parseState(payload);
    if (!state) {
      onEvent({ kind: 'ignored', topic });
      return;
    }
    onEvent({ kind: 'host', state });
    const change = watch(state);
    if (change === 'online') {
      if (session) session.rebirth('the host came back');
      else begin();
    }
    // A session ends with its host [tck-id-operational-behavior-edge-node-termination-host-offline].
    if (change === 'offline' && session) void current.end();
  }

  /** One connection from CONNECT to its end, with the session on it as soon as the host is there. */
  async function live(): Promise<{ born: boolean; reason: string }> {
    const bdSeq = await nextBdSeq(options.directory);
    const settings = { ...options.mqtt, ...(await options.mqtt.renewed?.()) };
    const current = await connect(settings, site, node, bdSeq);
    connection = current;
    onEvent({ kind: 'connected', bdSeq });
    let reason = 'the connection was closed';
    let running: Promise<void> | undefined;
    const begin = () => {
      session = newSession(options, bdSeq, current, catalogue, onEvent);
      running = session.run().catch((error: unknown) => {
        reason = messageOf(error);
        void current.end();
      });
    };
    try {
      current.onMessage(onMessage(current, begin, createHostWatch()));
      const topics = [nodeTopic('NCMD', site, node)];
      if (options.primaryHost !== null) topics.push(`${sparkplugNamespace}/STATE/${options.primaryHost}`);
      await current.subscribe(topics);
      if (options.primaryHost === null) begin();
      if (stopping) await current.end();
      await current.closed;
    } finally {
      await current.end();
      session?.end();
      await running;
      session = undefined;
      connection = undefined;
    }
    return { born: running !== undefined, reason };
  }

  async function keepAlive(): Promise<void> {
    const least = options.retryMs ?? 1000;
    let retryMs = least;
    while (!stopping) {
      let reason: string;
      let kind: 'lost' | 'refused' = 'lost';
      try {
        const lived = await live();
        reason = lived.reason;
        if (lived.born) retryMs = least;
      } catch (error) {
        reason = messageOf(error);
        if (error instanceof NotLetIn) kind = 'refused';
      }
      if (stopping) return;
      // Spread out, so that a thousand agents do not come back in the same second.
      const wait = retryMs * (0.5 + Math.random() / 2);
      onEvent({ kind, reason, retryMs: Math.round(wait) });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait);
        stopWaiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      retryMs = Math.min(retryMs * 2, options.retryMaxMs ?? 30_000);
    }
  }

  return {
    start() {
      life = keepAlive();
    },
    setReachable(machine, reachable) {
      catalogue.setReachable(machine, reachable);
      session?.wake();
    },
    onCommit: (listener) => commitListeners.push(listener),
    async close() {
      stopping = true;
      stopWaiting();
      session?.end();
      await connection?.end();
      await life;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function newSession(
  options: UplinkOptions,
  bdSeq: number,
  connection: Connection,
  catalogue: Catalogue,
  onEvent: (event: UplinkEvent) => void,
): Session {
  const { site, node, outbox } = options;
  const session: Session = createSession({
    site,
    node,
    bdSeq,
    outbox,
    catalogue,
    window: options.window ?? 256,
    stallMs: options.stallMs ?? 10_000,
    clock: options.clock ?? Date.now,
    publish: (topic, payload) => connection.publish(topic, payload),
    onBirth: (reason) => onEvent({ kind: 'born', reason, first: session.next }),
  });
  return session;
}
