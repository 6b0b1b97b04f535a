// Owns how charts put time and states into words of the chosen language.
import type { StateInterval } from '@takt/model/api';
import type { TimeCategory } from '@takt/model/facts';
import { useText } from '../locales/i18n.ts';
import type { Translate } from '../locales/keys.ts';
import { remember } from './remember.ts';

export interface ChartText {
  /** Local clock time. */
  clock(at: number, seconds?: boolean): string;
  /** Local day and month. */
  date(at: number): string;
  dateTime(at: number): string;
  duration(ms: number): string;
  number(value: number, digits?: number): string;
  percent(fraction: number, digits?: number): string;
  category(category: TimeCategory): string;
  interval(interval: StateInterval): string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  return remember(formats, key, () => new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options }));
}

const clock = { hour: '2-digit', minute: '2-digit' } as const;
const date = { month: '2-digit', day: '2-digit' } as const;

/** Times are told in the site's time zone, wherever the reader sits. */
export function useChartText(timeZone: () => string): ChartText {
  const { t, language } = useText();
  const moment = (at: number, options: Intl.DateTimeFormatOptions) =>
    dateFormat(language.value, timeZone(), options).format(at);
  const text: ChartText = {
    clock: (at, seconds = false) => moment(at, seconds ? { ...clock, second: '2-digit' } : clock),
    date: (at) => moment(at, date),
    dateTime: (at) => moment(at, { ...date, ...clock }),
    duration: (ms) => durationText(ms, t),
    number: (value, digits = 0) =>
      new Intl.NumberFormat(language.value, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(
        value,
      ),
    percent: (fraction, digits = 1) =>
      new Intl.NumberFormat(language.value, {
        style: 'percent',
        maximumFractionDigits: digits,
        minimumFractionDigits: digits,
      }).format(fraction),
    category: (category) => t(`states.${category}`),
    interval: (interval) => {
      const span = `${text.clock(interval.from, true)}–${text.clock(interval.to, true)}`;
      const parts = [text.category(interval.category), span, text.duration(interval.to - interval.from)];
      if (interval.alarm) parts.push(`${t('charts.alarm')} ${interval.alarm}`);
      return parts.join(', ');
    },
  };
  return text;
}

/** The two largest units: `3 h 12 min`, `4 min 5 s`, `12 s`; a negative duration keeps its sign. */
export function durationText(ms: number, t: Translate): string {
  const sign = ms < 0 ? '−' : '';
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 60) return `${sign}${seconds} ${t('common.units.second')}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return join(sign, minutes, t('common.units.minute'), minutes < 10 ? seconds % 60 : 0, t('common.units.second'));
  const hours = Math.floor(minutes / 60);
  if (hours < 100) return join(sign, hours, t('common.units.hour'), minutes % 60, t('common.units.minute'));
  return `${sign}${Math.round(seconds / 3600)} ${t('common.units.hour')}`;
}

function join(sign: string, large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small > 0 ? `${sign}${large} ${largeUnit} ${small} ${smallUnit}` : `${sign}${large} ${largeUnit}`;
}
