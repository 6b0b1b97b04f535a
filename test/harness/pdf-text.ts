// Owns reading PDF files back in tests: the text of every page as the file says it in Unicode, without a viewer.
import { inflateSync } from 'node:zlib';

/** Text of each page; pieces that were placed apart are on lines of their own. */
export function pdfText(file: Uint8Array): string[] {
  const objects = objectsOf(Buffer.from(file).toString('latin1'));
  const root = [...objects.values()].find(({ dictionary }) => dictionary.includes('/Type /Pages'));
  const pages = references(/\/Kids \[([^\]]*)\]/.exec(root?.dictionary ?? '')?.[1] ?? '');
  return pages.map((page) => pageText(objects, objects.get(page)?.dictionary ?? ''));
}

interface PdfObject {
  dictionary: string;
  stream: string;
}

function objectsOf(text: string): Map<number, PdfObject> {
  const objects = new Map<number, PdfObject>();
  for (const match of text.matchAll(/^(\d+) 0 obj\n/gm)) {
    const start = match.index + match[0].length;
    const streamAt = text.indexOf('stream\n', start);
    const endAt = text.indexOf('endobj', start);
    const number = Number(match[1]);
    if (streamAt < 0 || streamAt > endAt) {
      objects.set(number, { dictionary: text.slice(start, endAt), stream: '' });
      continue;
    }
    const dictionary = text.slice(start, streamAt);
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
    const bytes = Buffer.from(text.slice(streamAt + 7, streamAt + 7 + length), 'latin1');
    const stream = dictionary.includes('/FlateDecode')
      ? inflateSync(bytes).toString('latin1')
      : bytes.toString('latin1');
    objects.set(number, { dictionary, stream });
  }
  return objects;
}

function pageText(objects: ReadonlyMap<number, PdfObject>, page: string): string {
  const at = (name: string) =>
    objects.get(references(new RegExp(`/${name} (\\d+ 0 R)`).exec(page)?.[1] ?? '')[0] ?? -1);
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  for (const [, name, number] of (at('Resources')?.dictionary ?? '').matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const font = objects.get(Number(number))?.dictionary ?? '';
    const map = references(/\/ToUnicode (\d+ 0 R)/.exec(font)?.[1] ?? '')[0] ?? -1;
    fonts.set(name ?? '', unicodeOf(objects.get(map)?.stream ?? ''));
  }
  const lines: string[] = [];
  let font: ReadonlyMap<string, string> = new Map();
  for (const [, name, shown] of (at('Contents')?.stream ?? '').matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name) font = fonts.get(name) ?? new Map();
    else lines.push([...(shown ?? '').matchAll(/<([0-9a-f]*)>/g)].map(([, hex]) => spell(hex ?? '', font)).join(''));
  }
  return lines.join('\n');
}

function spell(hex: string, font: ReadonlyMap<string, string>): string {
  return (hex.match(/.{4}/g) ?? []).map((glyph) => font.get(glyph) ?? '\uFFFD').join('');
}

/** ToUnicode CMap, as far as it says ranges with their characters listed. */
function unicodeOf(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const [, from, listed] of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g))
    for (const [index, [, hex]] of [...(listed ?? '').matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const units = ((hex ?? '').replaceAll(' ', '').match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
      map.set((Number.parseInt(from ?? '', 16) + index).toString(16).padStart(4, '0'), String.fromCharCode(...units));
    }
  return map;
}

function references(text: string): number[] {
  return [...text.matchAll(/(\d+) 0 R/g)].map(([, number]) => Number(number));
}
