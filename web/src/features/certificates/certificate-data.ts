// Owns what the parts of the certificate pages share: types, filters in the address, words of districts and moments.
import type { RouteResult } from '@takt/model/api';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import { useText } from '../../locales/i18n.ts';
import { useRegions } from '../../region/index.ts';
import { formatTime } from '../../ui/format.ts';

export type Certificate = RouteResult<'certificates.get'>;
export type CertificateRow = RouteResult<'certificates.list'>['rows'][number];
export type CertificateState = CertificateRow['state'];
export type RecognitionKind = CertificateRow['countsAs'];

export const recognitionKinds = [
  'digital_workshop',
  'smart_factory',
  'national_basic',
  'national_advanced',
  'national_excellent',
  'national_leading',
] as const satisfies readonly RecognitionKind[];
export const stateFilters = ['in_force', 'valid', 'warned', 'withdrawn', 'expired'] as const;
export const expiringDays = [30, 90, 180, 365] as const;

export const toneOf = {
  valid: 'good',
  warned: 'waiting',
  withdrawn: 'bad',
  expired: 'plain',
} as const satisfies Record<CertificateState, string>;

export interface CertificateFilter {
  countsAs?: RecognitionKind;
  state?: (typeof stateFilters)[number];
  district?: string;
  enterprise?: string;
  subject?: string;
  year?: number;
  expiringWithinDays?: number;
  due?: '1';
  text?: string;
  offset?: number;
}

export const pageSize = 50;

/** What is no filter is left out. */
export function readCertificateFilter(query: LocationQuery): CertificateFilter {
  const filter: CertificateFilter = {};
  const countsAs = recognitionKinds.find((one) => one === query.countsAs);
  if (countsAs) filter.countsAs = countsAs;
  const state = stateFilters.find((one) => one === query.state);
  if (state) filter.state = state;
  for (const name of ['district', 'enterprise', 'subject', 'text'] as const) {
    const value = query[name];
    if (typeof value === 'string' && value.trim() !== '') filter[name] = value.trim().slice(0, 60);
  }
  const number = (name: 'year' | 'expiringWithinDays' | 'offset', least: number, most: number) => {
    const value = Number(query[name]);
    if (query[name] !== undefined && Number.isInteger(value) && value >= least && value <= most) filter[name] = value;
  };
  number('year', 1900, 2200);
  number('expiringWithinDays', 0, 3660);
  number('offset', 1, 1_000_000);
  // As other pages ask, who do not say how soon.
  if (query.expiring === 'true') filter.expiringWithinDays ??= 90;
  if (query.due === '1') filter.due = '1';
  return filter;
}

export function writeCertificateFilter(filter: CertificateFilter): LocationQueryRaw {
  const kept = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

export function useCertificateWords() {
  const { language } = useText();
  const regions = useRegions();
  const zone = () => regions.city?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    moment: (at: number) => formatTime(at, 'dateTime', zone(), language.value),
    today: () => new Intl.DateTimeFormat('en-CA', { timeZone: zone() }).format(Date.now()),
    district: (code: string) => regions.nameOf(code),
    inWords: (words: { 'zh-CN': string; en: string }) => words[language.value],
  };
}
