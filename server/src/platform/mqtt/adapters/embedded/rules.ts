// Owns what no device may publish to the embedded broker, whoever it is, and which of its errors are a device's fault.
import { sparkplugNamespace } from '@takt/model/topics';
import type { PacketFault } from '../../port.ts';

const commands = new RegExp(`^${sparkplugNamespace.replace('.', '\\.')}/[^/]*/[ND]CMD(/|$)`);

/** Devices speak of themselves: host state, commands and the broker's own topics are the server's. */
export function forbidden(topic: string): { reason: PacketFault; detail: string } | undefined {
  if (topic.startsWith('$')) return { reason: 'not_allowed', detail: 'topics under $ are the broker’s own' };
  if (topic.startsWith(`${sparkplugNamespace}/STATE/`)) {
    return { reason: 'not_allowed', detail: 'STATE is published by the host application only' };
  }
  if (commands.test(topic))
    return { reason: 'not_allowed', detail: 'commands are published by the host application only' };
  if (topic.includes('+') || topic.includes('#'))
    return { reason: 'bad_topic', detail: 'a topic must not hold + or #' };
  return undefined;
}

/** A topic that is a device's, but not this one's. */
export function foreign(username: string | undefined): { reason: PacketFault; detail: string } {
  return { reason: 'not_allowed', detail: `not a topic of ${username ?? 'a client that nobody knows'}` };
}

/** Ends a client whose packet was refused and counted; the code keeps it from being counted again. */
export function refusal(detail: string): Error {
  return Object.assign(new Error(detail), { code: 'TAKT_REFUSED' });
}

const connectionTroubles = new Set([
  'keep alive timeout',
  'connect did not arrive in time',
  'connection closed',
  'drain timeout',
  'mqemitter is closed',
]);
const badTopics = ['not allowed in PUBLISH', 'empty topic', 'too many levels'];

/** What an error of a client's connection says of its packets; undefined: nothing, the connection just ended. */
export function faultOf(error: Error): PacketFault | undefined {
  if ('code' in error || connectionTroubles.has(error.message)) return undefined;
  return badTopics.some((text) => error.message.includes(text)) ? 'bad_topic' : 'malformed_packet';
}
