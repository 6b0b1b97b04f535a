// Owns the paper: A4 pages one after the other, how far down the page is filled, and the lines above and below that every page carries.
import PDFDocument from 'pdfkit';
import type { Fonts } from './fonts.ts';
import { colours, margin, sizes } from './style.ts';

export interface PdfOptions {
  title: string;
  /** BCP 47, for readers and screen readers. */
  language: 'zh-CN' | 'en';
  /** Epoch ms written into the file. Equal input with an equal moment makes equal bytes. */
  createdAt: number;
  /** Above every page, on the left. */
  header: string;
  /** Below every page; pages count from 1. */
  footer(page: number, pages: number): string;
}

export interface Sheet {
  readonly doc: PDFKit.PDFDocument;
  /** Points from the left edge of what may be written on. */
  readonly left: number;
  readonly width: number;
  /** Where the next thing begins, points from the top. */
  y: number;
  /** Where the lowest thing ends. */
  readonly bottom: number;
  /** Begins a page where less than so many points are left; true: it did. */
  need(height: number): boolean;
  newPage(): void;
  regular(size: number, colour?: string): PDFKit.PDFDocument;
  bold(size: number, colour?: string): PDFKit.PDFDocument;
  finish(): Promise<Uint8Array>;
}

const bandHeight = 22;
const top = margin + bandHeight;

export function createSheet(options: PdfOptions, fonts: Fonts): Sheet {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top, bottom: top, left: margin, right: margin },
    bufferPages: true,
    pdfVersion: '1.7',
    lang: options.language,
    displayTitle: true,
    info: { Title: options.title, Producer: 'Takt', Creator: 'Takt', CreationDate: new Date(options.createdAt) },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  doc.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  const bottom = doc.page.height - top;
  const inFont =
    (name: string) =>
    (size: number, colour: string = colours.text) =>
      doc.font(name).fontSize(size).fillColor(colour);
  const sheet: Sheet = {
    doc,
    left: margin,
    width: doc.page.width - 2 * margin,
    y: top,
    bottom,
    need(height) {
      // What is higher than a page begins where it is: a page of its own would not help.
      if (sheet.y + height <= bottom || sheet.y === top) return false;
      sheet.newPage();
      return true;
    },
    newPage() {
      doc.addPage();
      sheet.y = top;
    },
    regular: inFont('regular'),
    bold: inFont('bold'),
    async finish() {
      band(sheet, options);
      const ended = new Promise<void>((resolve) => doc.on('end', () => resolve()));
      doc.end();
      await ended;
      return new Uint8Array(Buffer.concat(chunks));
    },
  };
  return sheet;
}

/** When the number of pages is known. */
function band(sheet: Sheet, { header, footer }: PdfOptions): void {
  const { doc, left, width } = sheet;
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    // What is outside its margins would begin another page.
    doc.page.margins.bottom = 0;
    const low = doc.page.height - margin - sizes.small;
    const line = { width, lineBreak: false, ellipsis: true, height: 14 } as const;
    sheet.regular(sizes.small, colours.muted).text(header, left, margin - 6, line);
    doc.text(footer(page + 1, count), left, low, { ...line, align: 'right' });
    for (const y of [margin + 8, low - 6])
      doc
        .moveTo(left, y)
        .lineTo(left + width, y)
        .lineWidth(0.5)
        .strokeColor(colours.line)
        .stroke();
  }
}
