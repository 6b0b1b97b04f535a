// Owns the way of a plain device's JSON message (DESIGN §5): read whole or refused whole, then reading by reading.
import type { InboundMessage } from '../../platform/mqtt/port.ts';
import type { Source } from '../../platform/telemetry-store/port.ts';
import type { Counters } from './counters.ts';
import { answerTo, type Flusher } from './flusher.ts';
import { eachReading, parseJsonMessage } from './json.ts';
import type { Readings } from './readings.ts';
import type { Refused } from './records/refused.ts';
import type { Sources } from './sources.ts';

export interface PlainParts {
  flusher: Flusher;
  sources: Sources;
  readings: Readings;
  refused: Refused;
  counters: Counters;
}

export interface PlainTarget {
  site: string;
  machine: string;
  source: Source;
}

/** Answers as an {@link InboundHandler} does. */
export function takePlain(
  parts: PlainParts,
  { site, machine, source }: PlainTarget,
  message: InboundMessage,
  now: number,
): Promise<void> | undefined {
  const { flusher, sources, readings, refused, counters } = parts;
  const { topic, payload, client } = message;
  counters.message('json');
  // A broker repeats kept telemetry to every new subscriber: without a time of its own it would be counted as new.
  if (message.retain && client === undefined) {
    refused.keep({ topic, reason: 'retained', detail: 'telemetry must not be retained', payload });
    return undefined;
  }
  const parsed = parseJsonMessage(payload);
  if (!parsed.ok) {
    refused.keep({ topic, reason: parsed.reason, detail: parsed.detail, payload });
    return undefined;
  }
  if (!flusher.hasRoom('device')) return noRoom(parts, message, parsed.bodies);
  const admission = sources.admit(site, machine, source, now);
  if (!admission.ok) {
    refused.keep({ topic, reason: admission.reason, detail: admission.detail, payload });
    return undefined;
  }
  const state = admission.source;
  state.messages.keep(topic, payload, now, undefined);
  readings.begin('device');
  for (const body of parsed.bodies)
    eachReading(body, now, (name, at, value) => readings.takeNamed(state, name, at, value, now));
  readings.end(state);
  return answerTo(flusher, message, 'device');
}

/** Who waits for the acknowledgement keeps the message and is cut off to send it again; all others lose it, which is counted. */
function noRoom(
  { flusher, counters }: PlainParts,
  { qos, client }: InboundMessage,
  bodies: readonly object[],
): Promise<void> | undefined {
  if (qos > 0 && client !== undefined) return Promise.reject(new Error('the store does not keep up'));
  counters.lost(bodies.reduce((sum, body) => sum + Object.keys(body).length - (Object.hasOwn(body, 'at') ? 1 : 0), 0));
  return flusher.room();
}
