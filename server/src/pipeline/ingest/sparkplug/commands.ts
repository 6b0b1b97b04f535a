// Owns what the server tells edge nodes by NCMD: be born again, and how far the outbox is durable.
import {
  commitEpochMetric,
  commitMetric,
  dataType,
  encodePayload,
  type Metric,
  rebirthMetric,
} from '@takt/model/sparkplug';
import { nodeTopic } from '@takt/model/topics';
import type { Log } from '../../../platform/log/index.ts';
import type { MqttPort } from '../../../platform/mqtt/port.ts';
import type { Counters, RebirthReason } from '../counters.ts';
import type { Session } from './session.ts';

/** A node is asked to be born again at most this often. */
const rebirthEveryMs = 5000;
/** A node hears of its commits at most this often. */
const commitEveryMs = 100;

export type Commands = ReturnType<typeof createCommands>;

export function createCommands(options: { mqtt: MqttPort; clock: () => number; log: Log; counters: Counters }) {
  const { mqtt, clock, log, counters } = options;
  const waiting = new Map<Session, NodeJS.Timeout>();
  const sentAt = new WeakMap<Session, number>();

  /** QoS 0, not retained [tck-id-topics-ncmd-mqtt], with a timestamp [tck-id-topics-ncmd-timestamp]. */
  function send(session: Session, metrics: Metric[]): void {
    const payload = encodePayload({ timestamp: clock(), metrics });
    mqtt.publish(nodeTopic('NCMD', session.site, session.node), payload).catch((error: unknown) => {
      // The next command says it again; a node that hears nothing goes back to its last commit by itself.
      log.debug({ err: error, site: session.site, node: session.node }, 'a command did not go out');
    });
  }

  function sendCommit(session: Session): void {
    waiting.delete(session);
    if (session.epoch === undefined) return;
    sentAt.set(session, performance.now());
    counters.commit();
    const timestamp = clock();
    send(session, [
      { name: commitMetric, timestamp, datatype: dataType.Int64, value: session.durable },
      { name: commitEpochMetric, timestamp, datatype: dataType.String, value: session.epoch },
    ]);
  }

  return {
    /** [tck-id-operational-behavior-data-commands-rebirth-verb]: NCMD with the rebirth metric set to true. */
    askRebirth(session: Session, reason: RebirthReason): void {
      const now = clock();
      if (now - session.rebirthAskedAt < rebirthEveryMs) return;
      session.rebirthAskedAt = now;
      counters.rebirth(reason);
      log.info({ site: session.site, node: session.node, reason }, 'asking an edge node to be born again');
      send(session, [{ name: rebirthMetric, timestamp: now, datatype: dataType.Boolean, value: true }]);
    },
    commit(session: Session): void {
      if (waiting.has(session)) return;
      const waitMs = (sentAt.get(session) ?? Number.NEGATIVE_INFINITY) + commitEveryMs - performance.now();
      if (waitMs <= 0) sendCommit(session);
      else waiting.set(session, setTimeout(sendCommit, waitMs, session));
    },
    /** Sends the commits that wait. */
    flush(): void {
      for (const [session, timer] of waiting) {
        clearTimeout(timer);
        sendCommit(session);
      }
    },
  };
}
