// Owns a report as a workbook: a sheet about it, then every table of it, numbers as numbers.
import type { ReportLanguage } from '@takt/model/api';
import { type OutSheet, writeWorkbook } from '../platform/spreadsheet/index.ts';
import type { ReportContents } from './contents/index.ts';
import { aboutPairs, summaryLines } from './summary.ts';
import { effectTable, pipelineTable, riskTable } from './tables/projects.ts';
import { actTable, coverageTable, originTable } from './tables/records.ts';
import { type Said, saidIn } from './tables/said.ts';
import type { ReportTable } from './tables/table.ts';
import { correctionTable, rankingTable, targetTable, trendTable } from './tables/targets.ts';

/** Characters a column is wide for one share of the page. */
const widthOfShare = 9;

export function reportWorkbook(contents: ReportContents, language: ReportLanguage): Uint8Array {
  const said = saidIn(language, contents);
  const ranking = rankingTable(contents, said);
  const tables = [
    targetTable(contents, said),
    correctionTable(contents, said),
    trendTable(contents, said),
    pipelineTable(contents, said),
    riskTable(contents, said),
    effectTable(contents, said),
    actTable(contents, said),
    ...(ranking ? [ranking] : []),
    coverageTable(contents, said),
    originTable(contents, said),
  ];
  return writeWorkbook([aboutSheet(contents, said), ...tables.map(sheetOf), notesSheet(contents, said)]);
}

function sheetOf({ title, columns, rows }: ReportTable): OutSheet {
  return {
    name: title,
    header: columns.map((column) => column.title),
    rows,
    widths: columns.map(({ share }) => Math.max(10, share * widthOfShare)),
  };
}

function aboutSheet(contents: ReportContents, said: Said): OutSheet {
  const { words } = said;
  return {
    name: words.cover.summary,
    header: [words.columns.figure, words.columns.value],
    rows: [...aboutPairs(contents, said), ...summaryLines(contents, said).map((line) => ['', line] as const)],
    widths: [20, 90],
  };
}

function notesSheet({ effects }: ReportContents, { words, number }: Said): OutSheet {
  const rows = words.notes(number(effects.least)).map((note) => [note]);
  return { name: words.sections.notes, header: [words.columns.note], rows, widths: [120] };
}
