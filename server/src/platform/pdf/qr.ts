// Owns QR codes (ISO/IEC 18004) in documents, drawn as vectors.
import { encode } from 'uqr';
import type { Sheet } from './sheet.ts';
import { colours, sizes } from './style.ts';

/** Modules of light around it that readers need (ISO/IEC 18004:2015 §6.3.8). */
const quietZone = 4;

export interface QrOptions {
  /** What is beside it. */
  caption: string;
  /** Of the whole, points; 96 where it is left out. */
  side?: number;
}

export function qr(sheet: Sheet, content: string, { caption, side = 96 }: QrOptions): void {
  sheet.need(side);
  const { data, size } = encode(content, { ecc: 'M', border: quietZone });
  const module = side / size;
  const { doc, left, y } = sheet;
  for (const [row, modules] of data.entries())
    for (const [column, dark] of modules.entries())
      if (dark) doc.rect(left + column * module, y + row * module, module, module);
  doc.fill(colours.text);
  const width = sheet.width - side - 10;
  const height = sheet.regular(sizes.text).heightOfString(caption, { width, lineGap: 3 });
  doc.text(caption, left + side + 10, y + Math.max(0, (side - height) / 2), { width, lineGap: 3 });
  sheet.y += side + 6;
}
