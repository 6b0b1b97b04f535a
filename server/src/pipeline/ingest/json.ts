// Owns the JSON messages of plain devices (DESIGN §5): one object or an array of them, flat, every key but `at` a signal.
import { isUtf8 } from 'node:buffer';
import { timestamp } from '@takt/model/api';
import type { SignalValue } from '@takt/model/signals';

type Body = Record<string, unknown>;

export type JsonMessage =
  | { ok: true; bodies: Body[] }
  | { ok: false; reason: 'malformed_json' | 'bad_body'; detail: string };

const maxBodies = 10_000;

/** Reads and checks the whole message; nothing of a message that is refused is stored. */
export function parseJsonMessage(payload: Uint8Array): JsonMessage {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  let parsed: unknown;
  try {
    // Buffer.toString would replace what is not UTF-8 and store something nobody sent.
    if (!isUtf8(bytes)) return { ok: false, reason: 'malformed_json', detail: 'the text is not UTF-8' };
    parsed = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return { ok: false, reason: 'malformed_json', detail: (error as SyntaxError).message.slice(0, 200) };
  }
  const bodies: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (bodies.length > maxBodies) return bad(`more than ${maxBodies} objects`);
  for (const [index, body] of bodies.entries()) {
    const fault = faultOf(body);
    if (fault) return bad(Array.isArray(parsed) ? `[${index}] ${fault}` : fault);
  }
  return { ok: true, bodies: bodies as Body[] };
}

function bad(detail: string): JsonMessage {
  return { ok: false, reason: 'bad_body', detail };
}

function faultOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'must be an object';
  let signals = 0;
  for (const key in body) {
    const value = (body as Body)[key];
    if (typeof value === 'object' && value !== null) {
      return `"${key.slice(0, 128)}" must be a number, a text, true, false or null, not ${Array.isArray(value) ? 'an array' : 'an object'}`;
    }
    if (key !== 'at') signals++;
    else if (typeof value !== 'number' && Number.isNaN(momentOf(value, 0)))
      return '"at" must be epoch ms or ISO 8601 with a time zone';
  }
  return signals === 0 ? 'holds no signal' : undefined;
}

/** `at` of a checked body; absent or null: the time of arrival. */
export function momentOf(at: unknown, now: number): number {
  if (typeof at === 'number') return at;
  if (at === undefined || at === null) return now;
  const parsed = timestamp.safeParse(at);
  return parsed.success ? parsed.data : Number.NaN;
}

/** Hands out the readings of a checked body. */
export function eachReading(
  body: Body,
  now: number,
  take: (name: string, at: number, value: SignalValue) => void,
): void {
  const at = momentOf(body.at, now);
  for (const name in body) if (name !== 'at') take(name, at, body[name] as SignalValue);
}
