// Owns the fonts documents are set in: Noto Sans for simplified Chinese, read once, of which a document carries the glyphs it uses.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface Fonts {
  regular: Buffer;
  bold: Buffer;
}

let known: Promise<Fonts> | undefined;

export function readFonts(): Promise<Fonts> {
  known ??= Promise.all([readFont('Regular'), readFont('Bold')]).then(([regular, bold]) => ({ regular, bold }));
  return known;
}

function readFont(weight: 'Regular' | 'Bold'): Promise<Buffer> {
  // The package's own entry imports a browser's way of finding files.
  const entry = import.meta.resolve('@embedpdf/fonts-sc');
  return readFile(fileURLToPath(new URL(`../fonts/NotoSansHans-${weight}.otf`, entry)));
}
