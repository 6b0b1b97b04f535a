// Owns tables: they go on over pages, and every page begins with their head.
import type { Sheet } from './sheet.ts';
import { colours, sizes } from './style.ts';

export interface Column {
  title: string;
  /** Part of the width, against the others. */
  share: number;
  align?: 'left' | 'right' | 'center';
}

export interface Table {
  columns: readonly Column[];
  /** One text for each column. */
  rows: readonly (readonly string[])[];
  size?: number;
}

const padding = 3;
/** Points of a usual row, which does not stand apart from the head. */
const usualRow = 36;
const lineGap = 1;
/** Rows after which others get a turn: setting text is long work, and a server has more to do. */
const rowsAtOnce = 20;

export async function table(sheet: Sheet, { columns, rows, size = sizes.small }: Table): Promise<void> {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => (share / shares) * sheet.width);
  const titles = columns.map(({ title }) => title);
  const form = (column: number) => ({
    width: Math.max(1, (widths[column] ?? 0) - 2 * padding),
    align: columns[column]?.align ?? 'left',
    lineGap,
  });
  const use = (head: boolean) => (head ? sheet.bold(size) : sheet.regular(size));
  const heightOf = (cells: readonly string[], head: boolean) =>
    Math.max(...cells.map((cell, column) => use(head).heightOfString(cell || ' ', form(column)))) + 2 * padding;
  const headHeight = heightOf(titles, true);

  function place(cells: readonly string[], height: number, head: boolean): void {
    const { doc, left, width, y } = sheet;
    if (head) doc.rect(left, y, width, height).fill(colours.shade);
    let x = left;
    for (const [column, cell] of cells.entries()) {
      // A row higher than a page is cut at its foot.
      const room = Math.min(height, sheet.bottom - y) - 2 * padding;
      if (cell) use(head).text(cell, x + padding, y + padding, { ...form(column), height: room + 1, ellipsis: true });
      x += widths[column] ?? 0;
    }
    sheet.y = Math.min(y + height, sheet.bottom);
    const line = doc.moveTo(left, sheet.y).lineTo(left + width, sheet.y);
    line.lineWidth(0.5).strokeColor(colours.line).stroke();
  }

  sheet.need(headHeight + usualRow);
  place(titles, headHeight, true);
  for (const [index, cells] of rows.entries()) {
    const height = heightOf(cells, false);
    if (sheet.need(height)) place(titles, headHeight, true);
    place(cells, height, false);
    if (index % rowsAtOnce === rowsAtOnce - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  sheet.y += size;
}
