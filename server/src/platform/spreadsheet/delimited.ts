// Owns reading text as a sheet: CSV and what spreadsheets save like it, in the encodings offices use.
import { parse } from 'csv-parse';
import { withoutApostrophe } from '../csv/index.ts';
import { bounds } from './bounds.ts';
import { type Cell, FileProblem, type Sheet, type SheetRow } from './table.ts';

const encodings = ['utf-8', 'gb18030'] as const;

/**
 * UTF-8, or GB 18030 where it is not that, or UTF-16 where its mark says so.
 * @throws {FileProblem} where it is no text in any of them.
 */
export function decodeText(content: Uint8Array): string {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(content);
  if (content.includes(0)) throw new FileProblem('not_a_spreadsheet');
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(content);
    } catch {
      // The next one.
    }
  }
  throw new FileProblem('unknown_encoding');
}

/** Of comma, semicolon and tab the one most often in the first lines. */
export function delimiterOf(text: string): ',' | ';' | '\t' {
  const beginning = text
    .slice(0, 10_000)
    .split(/\r?\n/, 10)
    .join('\n')
    .replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => beginning.split(delimiter).length;
  const [best = ','] = ([',', ';', '\t'] as const).toSorted((a, b) => count(b) - count(a));
  return best;
}

/** @throws {FileProblem} */
export async function readDelimited(content: Uint8Array): Promise<Sheet> {
  const text = decodeText(content);
  const rows: SheetRow[] = [];
  const records = parse(text, {
    delimiter: delimiterOf(text),
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: bounds.columns * bounds.cellCharacters,
  });
  let row = 0;
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      row++;
      const cells = cellsOf(record);
      if (cells.length > bounds.columns) throw new FileProblem('too_many_columns');
      if (cells.length > 0) rows.push({ row, cells });
      if (rows.length > bounds.rows) throw new FileProblem('too_many_rows');
    }
  } catch (error) {
    if (error instanceof FileProblem) throw error;
    throw new FileProblem('unclosed_quote', String(row + 1), { cause: error });
  }
  return { name: '', rows, merges: [] };
}

function cellsOf(record: readonly string[]): Cell[] {
  const cells = record.map(cellOf);
  while (cells.length > 0 && cells.at(-1) === null) cells.pop();
  return cells;
}

function cellOf(text: string): Cell {
  if (text.trim() === '') return null;
  const own = withoutApostrophe(text);
  return own.length > bounds.cellCharacters ? { kind: 'too_long', beginning: own.slice(0, 40) } : own;
}
