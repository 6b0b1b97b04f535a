// Owns files that go out: records in the words of a language, under the headers by which they come in again.

import type { FileAnswer } from '@takt/model/api';
import {
  fileWords,
  type ImportColumn,
  type ImportKind,
  importColumns,
  kindWords,
  type Language,
  type Words,
  yesNoWords,
} from '@takt/model/imports';
import type { Regions } from '@takt/model/regions';
import type { Terms } from '@takt/model/registry';
import { formatCsv } from '../../platform/csv/index.ts';
import { type OutCell, workbookType, writeWorkbook } from '../../platform/spreadsheet/index.ts';
import type { OutRecord } from './records.ts';
import { widthOf } from './template.ts';

interface Options {
  kind: ImportKind;
  format: 'xlsx' | 'csv';
  language: Language;
  lists: { regions: Regions; terms: Terms };
}

export function exportFile(records: readonly OutRecord[], { kind, format, language, lists }: Options): FileAnswer {
  const columns = importColumns[kind];
  const named = columns.some(({ key }) => key === 'enterprise');
  const header = [
    ...columns.map((column) => column.header[language]),
    ...(named ? [fileWords.enterpriseName[language]] : []),
  ];
  const rows = records.map((record) => [
    ...columns.map((column) => cellOf(column, record, language, lists)),
    ...(named ? [record.enterpriseName ?? null] : []),
  ]);
  const fileName = `takt-${kind}.${format}`;
  if (format === 'csv')
    return { fileName, mediaType: 'text/csv; charset=utf-8', content: Buffer.from(formatCsv(header, rows)) };
  const widths = [...columns.map(widthOf), 32];
  const content = writeWorkbook([{ name: kindWords[kind][language], header, rows, widths }]);
  return { fileName, mediaType: workbookType, content };
}

function cellOf(
  { key, meaning }: ImportColumn,
  record: OutRecord,
  language: Language,
  { regions, terms }: Options['lists'],
): OutCell {
  const value = record[key] ?? null;
  if (value === null) return null;
  const code = String(value);
  const worded = (words: Words | undefined) => words?.[language] ?? code;
  switch (meaning.kind) {
    case 'word':
      return worded(meaning.words[code]);
    case 'yes_no':
      return worded(yesNoWords[value === 1 ? '1' : '0']);
    case 'district':
      return worded(regions.district(code)?.name);
    case 'town':
      return worded(regions.town(String(record.district), code)?.name);
    case 'chain':
      return worded(terms.chains.find(code)?.name);
    default:
      return value;
  }
}
