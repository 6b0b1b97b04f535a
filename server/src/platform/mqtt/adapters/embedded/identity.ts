// Owns the detection of two devices that share a client id: MQTT lets the newcomer cut the other off (MQTT-3.1.4-2), for ever.

const windowMs = 60_000;
const takeoversInWindow = 3;
const remembered = 10_000;

/**
 * Reports how often connections took over a live connection's client id. One takeover is a device coming back before its old
 * connection was noticed dead; several a minute are two devices.
 */
export function createIdentityWatch(clock: () => number): { takenOver(client: string): boolean } {
  const takeovers = new Map<string, number[]>();
  return {
    /** True where this takeover makes it a conflict. */
    takenOver(client) {
      const now = clock();
      const recent = (takeovers.get(client) ?? []).filter((at) => now - at < windowMs);
      recent.push(now);
      takeovers.delete(client);
      takeovers.set(client, recent.slice(-takeoversInWindow));
      const oldest = takeovers.keys().next().value;
      if (takeovers.size > remembered && oldest !== undefined) takeovers.delete(oldest);
      return recent.length >= takeoversInWindow;
    },
  };
}
