// Owns how charts put time, numbers and states into words of the chosen language.
import type { StateInterval } from '@takt/model/api';
import type { TimeCategory } from '@takt/model/facts';
import { useText } from '../locales/i18n.ts';
import type { Translate } from '../locales/keys.ts';
import { formatNumber, formatTime, type TimeShape } from '../ui/format.ts';

export interface ChartText {
  /** Local clock time. */
  clock(at: number, seconds?: boolean): string;
  /** Local day and month. */
  date(at: number): string;
  dateTime(at: number): string;
  exact(at: number): string;
  duration(ms: number): string;
  /** A duration that is still growing: whole minutes from one minute on. */
  span(ms: number): string;
  number(value: number, digits?: number): string;
  percent(fraction: number, digits?: number): string;
  category(category: TimeCategory): string;
  interval(interval: StateInterval): string;
}

const minuteMs = 60_000;

/** Times are told in the site's time zone, wherever the reader sits. */
export function useChartText(timeZone: () => string): ChartText {
  const { t, language } = useText();
  const moment = (at: number, shape: TimeShape) => formatTime(at, shape, timeZone(), language.value);
  const text: ChartText = {
    clock: (at, seconds = false) => moment(at, seconds ? 'seconds' : 'time'),
    date: (at) => moment(at, 'day'),
    dateTime: (at) => moment(at, 'short'),
    exact: (at) => moment(at, 'exact'),
    duration: (ms) => durationText(ms, t),
    span: (ms) => durationText(ms < minuteMs ? ms : Math.floor(ms / minuteMs) * minuteMs, t),
    number: (value, digits = 0) => formatNumber(value, language.value, digits),
    percent: (fraction, digits = 1) =>
      `${formatNumber(fraction * 100, language.value, digits)}${t('common.units.percent')}`,
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

/** The two largest units: `3 h 12 min`, `4 min 5 s`, `12 s`; whole hours from a hundred on; a negative one keeps its sign. */
export function durationText(ms: number, t: Translate): string {
  const sign = ms < 0 ? '−' : '';
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 60) return `${sign}${seconds} ${t('common.units.second')}`;
  const minutes = seconds < 600 ? Math.floor(seconds / 60) : Math.round(seconds / 60);
  if (minutes < 60) {
    const rest = seconds < 600 ? seconds % 60 : 0;
    return join(sign, minutes, t('common.units.minute'), rest, t('common.units.second'));
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 100) return join(sign, hours, t('common.units.hour'), minutes % 60, t('common.units.minute'));
  return `${sign}${Math.round(seconds / 3600)} ${t('common.units.hour')}`;
}

function join(sign: string, large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small > 0 ? `${sign}${large} ${largeUnit} ${small} ${smallUnit}` : `${sign}${large} ${largeUnit}`;
}
