// Owns the workbook of rejected rows: as they stood in the file, each with its reasons, to be mended and imported again.
import { fileWords, importColumns, type Language, sayCellReject } from '@takt/model/imports';
import { writeWorkbook } from '../../platform/spreadsheet/index.ts';
import type { KeptLayout } from '../progress.ts';
import type { RowProblem } from '../row.ts';
import { type KeptRow, problemsOf, readRowOf } from '../rows.ts';
import { widthOf } from './template.ts';

export function rejectedWorkbook(
  { kind, layout }: { kind: keyof typeof importColumns; layout: KeptLayout },
  rows: readonly KeptRow[],
  language: Language,
): Uint8Array {
  const columns = layout.columns.flatMap(({ key, header }) => {
    const column = importColumns[kind].find((one) => one.key === key);
    return column ? [{ column, header }] : [];
  });
  const say = ({ column, value, ...why }: RowProblem) => {
    const title = columns.find((one) => one.column.key === column)?.header ?? fileWords.whole[language];
    return `${title}${value === '' ? '' : ` "${value}"`}: ${sayCellReject(why, language)}`;
  };
  return writeWorkbook([
    {
      name: layout.sheet === '' ? kind : layout.sheet.slice(0, 31),
      header: [...columns.map(({ header }) => header), fileWords.problem[language], fileWords.sourceRow[language]],
      rows: rows.map((row) => {
        const { cells } = readRowOf(row);
        return [
          ...columns.map(({ column }) => cells[column.key] ?? null),
          problemsOf(row).map(say).join('\n'),
          row.row,
        ];
      }),
      widths: [...columns.map(({ column }) => widthOf(column)), 60, 12],
    },
  ]);
}
