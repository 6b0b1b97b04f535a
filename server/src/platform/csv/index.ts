// Owns text as CSV (RFC 4180) that spreadsheets open in any language, and in which nothing anybody typed becomes a formula.

/** Numbers stay numbers; what is not finite, null or undefined is an empty cell. Moments are best given as ISO 8601. */
export type CsvCell = string | number | boolean | null | undefined;

/** Without it Excel takes UTF-8 for the code page of the computer. */
const byteOrderMark = '\uFEFF';
const endOfLine = '\r\n';

/**
 * What a spreadsheet may take for the beginning of a formula (OWASP, CSV Injection): also after blanks and invisible characters,
 * which some take away, and in full width, which Excel in Chinese and Japanese understands.
 */
const formula = /^'*(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u;

/** A header and rows, every line ended by CRLF. Text that looks like a formula gets an apostrophe before it. */
export function formatCsv(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let text = byteOrderMark + lineOf(header);
  for (const row of rows) text += lineOf(row);
  return text;
}

/** A cell of such a file as it was before it was written: without the apostrophe that keeps it from becoming a formula. */
export function withoutApostrophe(text: string): string {
  return text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text;
}

function lineOf(cells: readonly CsvCell[]): string {
  return cells.map(written).join(',') + endOfLine;
}

function written(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (typeof cell === 'boolean') return String(cell);
  const harmless = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
