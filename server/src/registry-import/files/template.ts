// Owns the workbook that is handed out to be filled: its columns, how they are filled, and the values lists allow.
import {
  fileWords,
  type ImportColumn,
  type ImportKind,
  importColumns,
  kindWords,
  type Language,
  yesNoWords,
} from '@takt/model/imports';
import type { Regions } from '@takt/model/regions';
import type { Terms } from '@takt/model/registry';
import { type OutSheet, writeWorkbook } from '../../platform/spreadsheet/index.ts';

export function templateOf(
  kind: ImportKind,
  language: Language,
  lists: { regions: Regions; terms: Terms },
): Uint8Array {
  const columns = importColumns[kind];
  return writeWorkbook([
    {
      name: kindWords[kind][language],
      header: columns.map((column) => titleOf(column, language)),
      rows: [],
      widths: columns.map(widthOf),
    },
    explanationSheet(columns, language),
    allowedSheet(columns, language, lists),
  ]);
}

/** What has to be there is marked; the mark is no part of the header where it is read. */
export function titleOf({ header, required }: ImportColumn, language: Language): string {
  return required ? `${header[language]}*` : header[language];
}

export function widthOf({ meaning }: ImportColumn): number {
  if (meaning.kind === 'text') return meaning.most > 100 ? 32 : 18;
  return meaning.kind === 'enterprise' || meaning.kind === 'uscc' ? 26 : 16;
}

function explanationSheet(columns: readonly ImportColumn[], language: Language): OutSheet {
  const { explanation, column, required, meaning, example } = fileWords;
  return {
    name: explanation[language],
    header: [column, required, meaning, example].map((words) => words[language]),
    rows: columns.map((one) => [
      one.header[language],
      yesNoWords[one.required ? '1' : '0'][language],
      one.explanation[language],
      one.example[language],
    ]),
    widths: [26, 8, 60, 30],
  };
}

function allowedSheet(
  columns: readonly ImportColumn[],
  language: Language,
  lists: { regions: Regions; terms: Terms },
): OutSheet {
  const { allowed, column, value, meaning } = fileWords;
  return {
    name: allowed[language],
    header: [column, value, meaning].map((words) => words[language]),
    rows: columns.flatMap((one) => allowedOf(one, language, lists).map((pair) => [one.header[language], ...pair])),
    widths: [26, 30, 40],
  };
}

/** The value and what it means. */
function allowedOf(
  { meaning }: ImportColumn,
  language: Language,
  { regions, terms }: { regions: Regions; terms: Terms },
): [string, string][] {
  switch (meaning.kind) {
    case 'word':
      return Object.entries(meaning.words).map(([code, words]) => [words[language], code]);
    case 'yes_no':
      return [
        [yesNoWords['1'][language], ''],
        [yesNoWords['0'][language], ''],
      ];
    case 'district':
      return regions.districts.map(({ code, name }) => [name[language], code]);
    case 'chain':
      return terms.chains.file.chains.map(({ code, name }) => [name[language], code]);
    case 'sector':
      return terms.sectors.all.map(({ code, name }) => [code, name[language]]);
    default:
      return [];
  }
}
