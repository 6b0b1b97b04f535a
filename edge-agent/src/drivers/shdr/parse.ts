// Owns the meaning of one SHDR line: a command, observations, or what cannot be one.
import { splitFields } from './fields.ts';
import { parseTimestamp, type Timestamp } from './timestamp.ts';

export type Observation =
  | { kind: 'value'; device: string | undefined; item: string; value: string }
  | { kind: 'message'; device: string | undefined; item: string; code: string; text: string }
  | { kind: 'condition'; device: string | undefined; item: string; level: ConditionLevel; code: string; text: string };

export type ConditionLevel = 'normal' | 'warning' | 'fault' | 'unavailable';

/** What a line holds that is no observation; each kind is counted. */
export type Oddity = 'malformed' | 'bad_timestamp' | 'asset' | 'time_series';

export type Line =
  | { kind: 'pong'; heartbeatMs: number | undefined }
  | { kind: 'command'; name: string; value: string }
  | { kind: 'observations'; timestamp: Timestamp; observations: Observation[]; oddities: Oddity[] }
  | { kind: 'odd'; oddity: Oddity };

export interface Shapes {
  conditions: ReadonlySet<string>;
  messages: ReadonlySet<string>;
  timeSeries: ReadonlySet<string>;
  /** 1: a condition, message or time series is the last item of its line. */
  shdrVersion: number;
}

const levels: ReadonlySet<string> = new Set<ConditionLevel>(['normal', 'warning', 'fault', 'unavailable']);
const pong = /^\*\s*PONG(?:\s+(\d+))?/i;
const command = /^\*\s*([^:]+?)\s*:\s*(.*)$/;

export function parseLine(text: string, shapes: Shapes): Line {
  if (text.startsWith('*')) return parseCommand(text);
  const fields = splitFields(text);
  if (fields.length < 2) return { kind: 'odd', oddity: 'malformed' };
  const timestamp = parseTimestamp(fields[0] ?? '');
  if (!timestamp) return { kind: 'odd', oddity: 'bad_timestamp' };
  return parseObservations(fields, timestamp, shapes);
}

function parseCommand(text: string): Line {
  const heartbeat = pong.exec(text);
  if (heartbeat) {
    const ms = Number(heartbeat[1] ?? 0);
    return { kind: 'pong', heartbeatMs: ms > 0 && ms < 1_800_000 ? ms : undefined };
  }
  const match = command.exec(text);
  if (!match) return { kind: 'odd', oddity: 'malformed' };
  return { kind: 'command', name: (match[1] ?? '').toLowerCase(), value: match[2] ?? '' };
}

function parseObservations(fields: readonly string[], timestamp: Timestamp, shapes: Shapes): Line {
  const observations: Observation[] = [];
  const oddities: Oddity[] = [];
  let position = 1;
  while (position < fields.length) {
    const key = fields[position] ?? '';
    if (key.startsWith('@')) {
      // What follows belongs to the asset command, up to the end of the line.
      oddities.push('asset');
      break;
    }
    const { device, item } = splitKey(key);
    if (item === '') {
      // `ts|` and a `|` at the end are harmless; a value without a name is not.
      if (fields.slice(position).some((field) => field !== '')) oddities.push('malformed');
      position += 2;
      continue;
    }
    const found = readItem(fields, position + 1, device, item, shapes);
    if (typeof found === 'string') oddities.push(found);
    else observations.push(found);
    const width = widthOf(item, shapes);
    if (width > 1 && shapes.shdrVersion < 2) break;
    position += 1 + width;
  }
  return { kind: 'observations', timestamp, observations, oddities };
}

function splitKey(key: string): { device: string | undefined; item: string } {
  const colon = key.indexOf(':');
  return colon < 0 ? { device: undefined, item: key } : { device: key.slice(0, colon), item: key.slice(colon + 1) };
}

/** Fields after the name. */
function widthOf(item: string, shapes: Shapes): number {
  if (shapes.conditions.has(item)) return 5;
  if (shapes.messages.has(item)) return 2;
  return shapes.timeSeries.has(item) ? 3 : 1;
}

function readItem(
  fields: readonly string[],
  at: number,
  device: string | undefined,
  item: string,
  shapes: Shapes,
): Observation | Oddity {
  const value = fields[at];
  if (value === undefined) return 'malformed';
  if (shapes.timeSeries.has(item)) return 'time_series';
  if (shapes.messages.has(item)) {
    // A message that is unavailable may come as one field.
    const alone = fields[at + 1] === undefined;
    return { kind: 'message', device, item, code: alone ? '' : value, text: fields[at + 1] ?? value };
  }
  if (!shapes.conditions.has(item)) return { kind: 'value', device, item, value };
  const level = value.toLowerCase();
  if (!isLevel(level)) return 'malformed';
  return { kind: 'condition', device, item, level, code: fields[at + 1] ?? '', text: fields[at + 4] ?? '' };
}

function isLevel(text: string): text is ConditionLevel {
  return levels.has(text);
}
