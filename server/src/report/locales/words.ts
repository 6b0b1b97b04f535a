// Owns the words of reports in the two languages.
import type { ReportLanguage } from '@takt/model/api';
import { en } from './en.ts';
import { zh } from './zh-CN.ts';

export type ReportWords = typeof zh;

export const reportWords: Readonly<Record<ReportLanguage, ReportWords>> = { 'zh-CN': zh, en };

/** The word of a code; the code itself where nobody knows it. */
export function wordOf(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code;
}
