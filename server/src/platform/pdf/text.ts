// Owns text: headings, paragraphs and pairs of name and value. Lines break as Unicode says (UAX #14), which keeps Chinese
// punctuation away from the beginning of a line.
import type { Sheet } from './sheet.ts';
import { colours, sizes } from './style.ts';

export type HeadingLevel = 1 | 2 | 3;

const headingSizes = { 1: sizes.title, 2: sizes.heading, 3: sizes.subheading } as const;
const lineGap = 3;
/** Points below a heading in which what it is about begins: a line of text, or the head of a table with a row. */
const follows = 110;

export function heading(sheet: Sheet, text: string, level: HeadingLevel): void {
  const size = headingSizes[level];
  const doc = sheet.bold(size);
  const options = { width: sheet.width, lineGap };
  const height = doc.heightOfString(text, options);
  // A heading does not stand alone at the foot of a page.
  if (!sheet.need(size + height + follows)) sheet.y += level === 1 ? 0 : size * 0.7;
  sheet.bold(size).text(text, sheet.left, sheet.y, options);
  sheet.y += height + size * 0.35;
}

export interface ParagraphOptions {
  tone?: 'plain' | 'muted' | 'strong';
  align?: 'left' | 'center' | 'right';
  size?: number;
}

export function paragraph(sheet: Sheet, text: string, options: ParagraphOptions = {}): void {
  const { tone = 'plain', align = 'left', size = sizes.text } = options;
  const use = () =>
    tone === 'strong' ? sheet.bold(size) : sheet.regular(size, tone === 'muted' ? colours.muted : colours.text);
  const form = { width: sheet.width, align, lineGap };
  for (const piece of text.split('\n')) {
    const height = use().heightOfString(piece || ' ', form);
    sheet.need(height);
    // What does not fit on one page goes on on the next.
    sheet.y = use().text(piece || ' ', sheet.left, sheet.y, form).y;
  }
  sheet.y += size * 0.5;
}

/** Names on the left, values beside them. */
export function keyValues(sheet: Sheet, pairs: readonly (readonly [name: string, value: string])[]): void {
  const nameWidth = Math.min(150, sheet.width * 0.3);
  const valueWidth = sheet.width - nameWidth - 8;
  for (const [name, value] of pairs) {
    const names = sheet.regular(sizes.text).heightOfString(name, { width: nameWidth, lineGap });
    const values = sheet.regular(sizes.text).heightOfString(value || ' ', { width: valueWidth, lineGap });
    const height = Math.max(names, values) + 3;
    sheet.need(height);
    sheet.regular(sizes.text, colours.muted).text(name, sheet.left, sheet.y, { width: nameWidth, lineGap });
    const left = sheet.left + nameWidth + 8;
    sheet.regular(sizes.text).text(value || ' ', left, sheet.y, { width: valueWidth, lineGap });
    sheet.y += height;
  }
  sheet.y += sizes.text * 0.5;
}
