// Public surface of PDF documents: text in Chinese and English, tables, charts and QR codes on A4, the same bytes for the same input.
import { type Chart, chart } from './chart.ts';
import { readFonts } from './fonts.ts';
import { type QrOptions, qr } from './qr.ts';
import { createSheet, type PdfOptions } from './sheet.ts';
import { type Table, table } from './table.ts';
import { type HeadingLevel, heading, keyValues, type ParagraphOptions, paragraph } from './text.ts';

export type { Chart } from './chart.ts';
export type { PdfOptions } from './sheet.ts';
export type { Table } from './table.ts';

/** A document is written from its beginning to its end. Text is shown as it is: there is no markup in it. */
export interface Pdf {
  heading(text: string, level: HeadingLevel): void;
  /** Line feeds begin a new line. */
  paragraph(text: string, options?: ParagraphOptions): void;
  keyValues(pairs: readonly (readonly [name: string, value: string])[]): void;
  /** Others get a turn in between: it is long work for many rows. */
  table(table: Table): Promise<void>;
  chart(chart: Chart): void;
  qr(content: string, options: QrOptions): void;
  /** Points of nothing. */
  space(points: number): void;
  newPage(): void;
  /** The file. Nothing can be written any more. */
  finish(): Promise<Uint8Array>;
}

export async function createPdf(options: PdfOptions): Promise<Pdf> {
  const sheet = createSheet(options, await readFonts());
  return {
    heading: (text, level) => heading(sheet, text, level),
    paragraph: (text, form) => paragraph(sheet, text, form),
    keyValues: (pairs) => keyValues(sheet, pairs),
    table: (of) => table(sheet, of),
    chart: (of) => chart(sheet, of),
    qr: (content, form) => qr(sheet, content, form),
    space(points) {
      sheet.y += points;
    },
    newPage: () => sheet.newPage(),
    finish: () => sheet.finish(),
  };
}
