// Owns the detection of two devices that share a client id: MQTT lets the newcomer cut the other off (MQTT-3.1.4-2), for ever.
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';

const windowMs = 60_000;
const takeoversInWindow = 3;
const remembered = 10_000;

export interface IdentityWatch {
  /** A client says who it is; told before {@link connected}. */
  connecting(client: string): void;
  connected(client: string): void;
  ended(client: string): void;
  /** A device with an identity of its own gave itself the client id of another one. */
  claimed(client: string, username: string): void;
}

/**
 * Counts and tells how often connections took over a live connection's client id. One takeover is a device coming back before its old
 * connection was noticed dead; several a minute are two devices.
 */
export function watchIdentities(options: { metrics: Metrics; log: Log; clock: () => number }): IdentityWatch {
  const { metrics, log, clock } = options;
  const conflicts = metrics.counter(
    'takt_mqtt_identity_conflicts_total',
    'Signs that two devices share one identity: a client id or a Sparkplug edge node',
  );
  const live = new Set<string>();
  const takeovers = new Map<string, number[]>();

  function takenOver(client: string): boolean {
    const now = clock();
    const recent = (takeovers.get(client) ?? []).filter((at) => now - at < windowMs);
    recent.push(now);
    takeovers.delete(client);
    takeovers.set(client, recent.slice(-takeoversInWindow));
    const oldest = takeovers.keys().next().value;
    if (takeovers.size > remembered && oldest !== undefined) takeovers.delete(oldest);
    return recent.length >= takeoversInWindow;
  }

  return {
    connecting(client) {
      if (!live.has(client) || !takenOver(client)) return;
      conflicts.inc();
      log.warn({ client }, 'two devices connect with the same MQTT client id and cut each other off');
    },
    connected: (client) => void live.add(client),
    ended: (client) => void live.delete(client),
    claimed(client, username) {
      conflicts.inc();
      log.warn({ client, username }, 'a device connects with the MQTT client id of another one; that one keeps it');
    },
  };
}
