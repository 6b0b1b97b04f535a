// Owns the first field of an SHDR line: a moment, an offset or nothing, and a duration after `@`.

export type Timestamp =
  /** Epoch ms, whole. */
  | { kind: 'moment'; at: number }
  /** Ms since something only the adapter knows. */
  | { kind: 'offset'; ms: number }
  | { kind: 'absent' };

const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):?(\d\d)?)?$/i;

/**
 * Reads a timestamp; undefined where it is none. Without a zone it is UTC, as MTConnect demands of adapters. Digits beyond
 * the millisecond are cut off. The duration says how long a sample was taken for; it changes nothing about its time.
 */
export function parseTimestamp(field: string): Timestamp | undefined {
  const separator = field.indexOf('@');
  const text = separator < 0 ? field : field.slice(0, separator).trim();
  if (separator >= 0 && !/^[\d.eE+-]+$/.test(field.slice(separator + 1).trim())) return undefined;
  if (text === '') return { kind: 'absent' };
  if (/^-?\d+(\.\d+)?$/.test(text)) return { kind: 'offset', ms: Number(text) };
  const match = form.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHours = '0', zoneMinutes = '0'] = match;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const wrapped = new Date(date);
  if (wrapped.getUTCMonth() !== Number(month) - 1 || wrapped.getUTCDate() !== Number(day)) return undefined;
  // 60: a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const time = Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return { kind: 'moment', at: date + time + ms - (sign ? zone : 0) };
}

/** Turns timestamps of one connection into epoch ms. `relative` is asked anew each time, as an adapter may announce it. */
export function createTimekeeper(options: {
  mode: () => 'device' | 'relative' | 'arrival';
  clock: () => number;
}): (timestamp: Timestamp) => number {
  const { mode, clock } = options;
  let shift: number | undefined;
  let offsetShift: number | undefined;
  return (timestamp) => {
    const how = mode();
    if (timestamp.kind === 'absent' || how === 'arrival') return clock();
    if (timestamp.kind === 'offset') {
      offsetShift ??= clock() - timestamp.ms;
      return Math.floor(timestamp.ms + offsetShift);
    }
    if (how === 'device') return timestamp.at;
    shift ??= clock() - timestamp.at;
    return timestamp.at + shift;
  };
}
