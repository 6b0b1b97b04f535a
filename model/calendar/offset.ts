// Owns the offset between UTC and the wall clock of an IANA time zone, and its jumps; cached so that folding months stays cheap.
const dayMs = 86_400_000;
const lastInstant = 8.64e15;

interface Cell {
  /** Offset from the beginning of the cell until `jump`, and from `jump` on. Equal where the clock does not jump. */
  before: number;
  jump: number;
  after: number;
}

interface Zone {
  format: Intl.DateTimeFormat;
  /** One UTC day each. */
  cells: Map<number, Cell>;
}

/** Days of offsets kept per zone; a page of ten years fits, a scan over centuries does not grow without bound. */
const maxCells = 4000;
const zones = new Map<string, Zone>();

/** Whether the runtime knows this IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Local wall clock minus UTC at a moment (epoch ms), in ms. Throws a RangeError for a zone the runtime does not know. */
export function offsetMs(at: number, timeZone: string): number {
  const zone = zoneOf(timeZone);
  const index = Math.floor(at / dayMs);
  let cell = zone.cells.get(index);
  if (!cell) {
    cell = readCell(zone.format, index * dayMs);
    if (zone.cells.size >= maxCells) zone.cells.clear();
    zone.cells.set(index, cell);
  }
  return at < cell.jump ? cell.before : cell.after;
}

/** The moment in (from, to] at which the clock jumps, or undefined. Ranges of at most a few days: zones jump once a season. */
export function jumpBetween(from: number, to: number, timeZone: string): number | undefined {
  const before = offsetMs(from, timeZone);
  if (offsetMs(to, timeZone) === before) return undefined;
  return firstDifferent(from, to, before, (at) => offsetMs(at, timeZone));
}

/**
 * The moment at which the wall clock shows `wall` (the local time written as if it were UTC, ms). A time that comes twice is
 * its first coming; a time that is skipped is the moment of the jump. Later wall times never map to earlier moments.
 */
export function momentOf(wall: number, timeZone: string): number {
  const from = wall - dayMs;
  const to = wall + dayMs;
  const before = offsetMs(from, timeZone);
  const after = offsetMs(to, timeZone);
  if (before === after) return wall - before;
  const first = wall - Math.max(before, after);
  const second = wall - Math.min(before, after);
  if (first + offsetMs(first, timeZone) === wall) return first;
  if (second + offsetMs(second, timeZone) === wall) return second;
  return jumpBetween(from, to, timeZone) ?? second;
}

function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (!zone) {
    zone = { format: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }), cells: new Map() };
    zones.set(timeZone, zone);
  }
  return zone;
}

function readCell(format: Intl.DateTimeFormat, start: number): Cell {
  const read = (at: number) => readOffset(format, at);
  const before = read(start);
  const after = read(start + dayMs);
  if (before === after) return { before, jump: start, after };
  return { before, jump: firstDifferent(start, start + dayMs, before, read), after };
}

/** First millisecond after `from` at which `read` no longer answers `value`; at `to` it does not. */
function firstDifferent(from: number, to: number, value: number, read: (at: number) => number): number {
  let same = from;
  let different = to;
  while (different - same > 1) {
    const middle = Math.floor((same + different) / 2);
    if (read(middle) === value) same = middle;
    else different = middle;
  }
  return different;
}

function readOffset(format: Intl.DateTimeFormat, at: number): number {
  const clamped = Math.min(Math.max(at, -lastInstant), lastInstant);
  const name = format.formatToParts(clamped).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
  if (!match) return 0;
  const [, sign, hours, minutes, seconds = '0'] = match;
  const length = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
  return sign === '-' ? -length : length;
}
