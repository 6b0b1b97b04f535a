// Owns what the host says to the node: its STATE, and the commands in an NCMD.
import { commitEpochMetric, commitMetric, decodePayload, isPayloadError, rebirthMetric } from '@takt/model/sparkplug';
import { z } from 'zod';

const stateSchema = z.object({ online: z.boolean(), timestamp: z.number() });
export type HostState = z.infer<typeof stateSchema>;

/** The STATE payload of Sparkplug 3.0 (§6.4.26), or undefined. */
export function parseState(payload: Uint8Array): HostState | undefined {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export interface Command {
  rebirth: boolean;
  /** Highest committed offset, if the command commits this epoch. */
  committed: number | undefined;
}

/** The commands an NCMD carries for the outbox of this epoch, or undefined where it is no Sparkplug payload. */
export function parseCommand(payload: Uint8Array, epoch: string): Command | undefined {
  const decoded = decodePayload(payload);
  if (isPayloadError(decoded)) return undefined;
  const value = (name: string) => decoded.metrics.find((metric) => metric.name === name)?.value;
  const offset = value(commitMetric);
  const forUs = value(commitEpochMetric) === epoch && typeof offset === 'number' && Number.isSafeInteger(offset);
  return { rebirth: value(rebirthMetric) === true, committed: forUs ? offset : undefined };
}

export type StateChange = 'online' | 'offline' | 'none';

/**
 * Follows the host's STATE within one MQTT session: a message older than the one before it is ignored
 * [tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp, -phid-offline]; `online` also when a host that is
 * online has come back with a newer birth.
 */
export function createHostWatch(): (state: HostState) => StateChange {
  let last: HostState | undefined;
  return (state) => {
    if (last && state.timestamp < last.timestamp) return 'none';
    const before = last;
    last = state;
    if (state.online) return before?.online && before.timestamp === state.timestamp ? 'none' : 'online';
    return 'offline';
  };
}
