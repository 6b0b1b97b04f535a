// Owns what a workbook says beside its sheets (ECMA-376 Part 1 §18): their names and where they lie, texts cells share, which numbers are dates.
import { bounds } from './bounds.ts';
import { FileProblem } from './table.ts';
import { readXml } from './xml.ts';
import type { Archive } from './zip.ts';

export interface Workbook {
  /** Those that are shown, in their order. */
  sheets: readonly { name: string; path: string }[];
  /** Days are counted from 1904 and not from 1900. */
  from1904: boolean;
}

export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const sheets: { name: string; id: string }[] = [];
  let from1904 = false;
  await readXml(archive.text('xl/workbook.xml'), {
    open(name, attribute) {
      if (name === 'workbookPr') from1904 = isTrue(attribute('date1904'));
      if (name !== 'sheet' || (attribute('state') ?? 'visible') !== 'visible') return;
      if (sheets.length === bounds.sheets) throw new FileProblem('unpacks_too_large', `${bounds.sheets} sheets`);
      sheets.push({ name: attribute('name') ?? '', id: attribute('id') ?? '' });
    },
  });
  const targets = await readTargets(archive);
  return {
    sheets: sheets.flatMap(({ name, id }) => {
      const path = targets.get(id);
      return path !== undefined && archive.has(path) ? [{ name, path }] : [];
    }),
    from1904,
  };
}

async function readTargets(archive: Archive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await readXml(archive.text('xl/_rels/workbook.xml.rels'), {
    open(name, attribute) {
      if (name !== 'Relationship') return;
      const target = attribute('Target') ?? '';
      targets.set(attribute('Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

/** Without the readings (phonetic runs) that may stand beside them. */
export async function readSharedTexts(archive: Archive): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let inText = false;
  let inReading = false;
  let characters = 0;
  await readXml(archive.text('xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') inReading = true;
      else if (name === 't') inText = true;
    },
    text(piece) {
      if (inText && !inReading && text.length <= bounds.cellCharacters) text += piece;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') inReading = false;
      else if (name === 'si') {
        characters += text.length;
        if (characters > bounds.sharedCharacters) throw new FileProblem('unpacks_too_large');
        texts.push(unescapeText(text));
      }
    },
  });
  return texts;
}

/** By the number of a cell's style: whether its numbers are shown as dates. */
export async function readDateStyles(archive: Archive): Promise<boolean[]> {
  const own = new Map<string, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  await readXml(archive.text('xl/styles.xml'), {
    open(name, attribute) {
      if (name === 'numFmt') own.set(attribute('numFmtId') ?? '', isDateFormat(attribute('formatCode') ?? ''));
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        const id = attribute('numFmtId') ?? '0';
        styles.push(own.get(id) ?? isBuiltInDate(Number(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** ECMA-376 Part 1 §18.8.30, with those of Chinese, Japanese and Korean. */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58);
}

/** Quoted and escaped text, colours and conditions say nothing; a placeholder of digits makes it a number. */
function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '').toLowerCase();
  return /[yd]|m.*[yd]|e+年/.test(bare) && !/[#?]/.test(bare);
}

export function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}

/** `_x000D_` is how a workbook writes what XML cannot (§22.9.2.19). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
