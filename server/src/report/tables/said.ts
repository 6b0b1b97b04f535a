// Owns how a report says days, moments, names and amounts in its language.
import type { ReportLanguage } from '@takt/model/api';
import { isShare, type TargetIndicator } from '@takt/model/targets';
import type { ReportContents } from '../contents/index.ts';
import { type ReportWords, reportWords } from '../locales/words.ts';
import { rounded } from './table.ts';

export interface Said {
  language: ReportLanguage;
  words: ReportWords;
  moment(at: number): string;
  district(code: string): string;
  /** `2026-10` in words. */
  month(month: string): string;
  /** In the unit the words tell amounts in. */
  money(yuan: number): number;
  /** Title of a column of amounts. */
  moneyTitle(title: string): string;
  /** A whole number in words. */
  number(value: number): string;
  /** A fraction of one in words. */
  percent(fraction: number): string;
  /** Shares as percent, counts as they are. */
  figure(indicator: TargetIndicator, value: number | null): number | null;
}

export function saidIn(language: ReportLanguage, { timeZone, names }: ReportContents): Said {
  const words = reportWords[language];
  // British order of day and month: the American one is misread everywhere else.
  const locale = language === 'en' ? 'en-GB' : language;
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  return {
    language,
    words,
    moment: (at) => moments.format(at),
    district: (code) => names.get(code)?.[language] ?? code,
    month: (month) => words.month(Number(month.slice(0, 4)), Number(month.slice(5))),
    money: (yuan) => rounded(yuan / words.money.yuan),
    moneyTitle: (title) => words.withUnit(title, words.money.unit),
    number: (value) => numbers.format(value),
    percent: (fraction) => percents.format(fraction),
    figure: (indicator, value) => (value === null || !isShare(indicator) ? value : rounded(value * 100)),
  };
}
