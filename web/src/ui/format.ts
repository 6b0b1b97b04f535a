// Owns how numbers, durations and moments are written: Intl, tabular, always with a unit, times in the site's time zone.
import type { KpiName } from '@takt/model/kpi';
import type { FactTerm } from './kpi/terms.ts';

/** Key of a unit under `common.units`. */
export type Unit =
  | 'percent'
  | 'points'
  | 'pieces'
  | 'perHour'
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'wh'
  | 'kwh'
  | 'mwh'
  | 'whPerPiece'
  | 'kwhPerPiece'
  | 'times';

/** A number ready to be shown; the unit is a word of the chosen language. */
export interface Quantity {
  text: string;
  unit: Unit;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** A plain number with a fixed count of decimals and grouped thousands. */
export function formatNumber(value: number, language: string, digits = 0): string {
  const key = `${language} ${digits}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    numberFormats.set(key, format);
  }
  // A value that rounds to zero is written without a sign.
  const rounded = Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value;
  return format.format(rounded).replace('-', '\u2212');
}

/** Percent with one decimal. */
export function formatPercent(fraction: number, language: string): Quantity {
  return { text: formatNumber(fraction * 100, language, 1), unit: 'percent' };
}

/** Seconds under two minutes, minutes under 100 minutes, hours above. */
export function formatDuration(ms: number, language: string): Quantity {
  const size = Math.abs(ms);
  if (size < 2 * minuteMs) return { text: formatNumber(ms / 1000, language), unit: 'second' };
  if (size < 100 * minuteMs) return { text: formatNumber(ms / minuteMs, language, 1), unit: 'minute' };
  return { text: formatNumber(ms / hourMs, language, 1), unit: 'hour' };
}

/** Wh under 1,000, then kWh, then MWh. */
export function formatEnergy(wh: number, language: string): Quantity {
  if (Math.abs(wh) < 1000) return { text: formatNumber(wh, language), unit: 'wh' };
  if (Math.abs(wh) < 1e6) return { text: formatNumber(wh / 1000, language, 1), unit: 'kwh' };
  return { text: formatNumber(wh / 1e6, language, 2), unit: 'mwh' };
}

export function formatKpi(name: KpiName, value: number, language: string): Quantity {
  switch (name) {
    case 'throughputPerHour':
      return { text: formatNumber(value, language, value < 10 ? 2 : 1), unit: 'perHour' };
    case 'mtbfMs':
    case 'mttfMs':
    case 'mttrMs':
      return formatDuration(value, language);
    case 'energyPerGoodUnitWh':
      if (value < 1000) return { text: formatNumber(value, language, value < 100 ? 1 : 0), unit: 'whPerPiece' };
      return { text: formatNumber(value / 1000, language, 2), unit: 'kwhPerPiece' };
    default:
      return formatPercent(value, language);
  }
}

/** A term of a formula, in its unit. */
export function formatTerm(term: FactTerm, value: number, language: string): Quantity {
  if (term === 'energyWh') return formatEnergy(value, language);
  if (term === 'failures') return { text: formatNumber(value, language), unit: 'times' };
  if (term.endsWith('Ms')) return formatDuration(value, language);
  return { text: formatNumber(value, language), unit: 'pieces' };
}

const shapes = {
  time: { hour: '2-digit', minute: '2-digit' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  date: { year: 'numeric', month: '2-digit', day: '2-digit' },
  day: { month: '2-digit', day: '2-digit', weekday: 'short' },
  dateTime: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  short: { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  exact: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type TimeShape = keyof typeof shapes;

/** A moment on the wall clock of a time zone, 24 hours. */
export function formatTime(at: number, shape: TimeShape, timeZone: string, language: string): string {
  const key = `${language} ${shape} ${timeZone}`;
  let format = dateFormats.get(key);
  if (!format) {
    // British order of day and month: the American one is misread everywhere else.
    const locale = language === 'en' ? 'en-GB' : language;
    format = new Intl.DateTimeFormat(locale, { ...shapes[shape], timeZone, hourCycle: 'h23' });
    dateFormats.set(key, format);
  }
  return format.format(at);
}

/** A span of time; the day is said once when it is one day. */
export function formatSpan(from: number, to: number, timeZone: string, language: string): string {
  const dayOf = (at: number) => formatTime(at, 'date', timeZone, language);
  const start = formatTime(from, 'short', timeZone, language);
  const sameDay = dayOf(from) === dayOf(to);
  return `${start} \u2013 ${formatTime(to, sameDay ? 'time' : 'short', timeZone, language)}`;
}

/** Bytes as B, KB or MB. */
export function formatBytes(bytes: number, language: string): string {
  if (bytes < 1000) return `${formatNumber(bytes, language)}\u00a0B`;
  if (bytes < 1e6) return `${formatNumber(bytes / 1000, language, 1)}\u00a0KB`;
  return `${formatNumber(bytes / 1e6, language, 1)}\u00a0MB`;
}
