// Owns charts of documents: bars and lines over categories, drawn as vectors, with an axis of round values.
import type { Sheet } from './sheet.ts';
import { colours, seriesColours, sizes } from './style.ts';
import { niceTicks } from './ticks.ts';

export interface Series {
  name: string;
  /** One for each category; null: nothing is known, and nothing is drawn. */
  values: readonly (number | null)[];
}

export interface Chart {
  title: string;
  kind: 'bar' | 'line';
  categories: readonly string[];
  series: readonly Series[];
  /** How a value of the axis is written, its unit included. */
  format(value: number): string;
  /** Points; 170 where it is left out. */
  height?: number;
}

interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
  yOf(value: number): number;
}

const axisWidth = 48;
const labelHeight = 26;

export function chart(sheet: Sheet, chartOf: Chart): void {
  const { title, kind, categories, series, format, height = 170 } = chartOf;
  const total = height + labelHeight + 40;
  sheet.need(total);
  const start = sheet.y;
  sheet.bold(sizes.text).text(title, sheet.left, start, { width: sheet.width });
  legend(sheet, series, start + 16);
  const known = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const ticks = niceTicks(Math.min(0, ...known), Math.max(0, ...known), 4);
  const low = ticks[0] ?? 0;
  const span = (ticks.at(-1) ?? 1) - low || 1;
  const top = start + 36;
  const plot: Plot = {
    left: sheet.left + axisWidth,
    top,
    width: sheet.width - axisWidth,
    height,
    yOf: (value) => top + height - ((value - low) / span) * height,
  };
  axis(sheet, plot, ticks, format);
  for (const [index, one] of series.entries())
    if (kind === 'bar') bars(sheet, plot, one, index, series.length);
    else line(sheet, plot, one, index);
  labels(sheet, plot, categories);
  sheet.y = start + total;
}

function legend({ doc, left, regular }: Sheet, series: readonly Series[], y: number): void {
  let x = left;
  for (const [index, { name }] of series.entries()) {
    doc.rect(x, y + 2, 8, 8).fill(colourOf(index));
    regular(sizes.small, colours.muted).text(name, x + 12, y, { lineBreak: false });
    x += 12 + doc.widthOfString(name) + 14;
  }
}

function axis({ doc, left, regular }: Sheet, plot: Plot, ticks: readonly number[], format: Chart['format']): void {
  for (const tick of ticks) {
    const y = plot.yOf(tick);
    doc.moveTo(plot.left, y).lineTo(plot.left + plot.width, y);
    doc
      .lineWidth(tick === 0 ? 0.8 : 0.4)
      .strokeColor(tick === 0 ? colours.muted : colours.line)
      .stroke();
    const form = { width: axisWidth - 6, align: 'right', lineBreak: false } as const;
    regular(sizes.small - 1, colours.muted).text(format(tick), left, y - 5, form);
  }
}

function bars({ doc }: Sheet, plot: Plot, { values }: Series, index: number, together: number): void {
  const slot = plot.width / Math.max(1, values.length);
  const bar = Math.min(26, (slot * 0.7) / together);
  for (const [category, value] of values.entries()) {
    if (value === null) continue;
    const x = plot.left + slot * (category + 0.5) + bar * (index - together / 2);
    const [from, to] = [plot.yOf(0), plot.yOf(value)];
    doc.rect(x, Math.min(from, to), bar, Math.abs(from - to)).fill(colourOf(index));
  }
}

function line({ doc }: Sheet, plot: Plot, { values }: Series, index: number): void {
  const slot = plot.width / Math.max(1, values.length);
  const points = values.map((value, category) =>
    value === null ? undefined : ([plot.left + slot * (category + 0.5), plot.yOf(value)] as const),
  );
  let pen = false;
  for (const point of points) {
    if (point) pen ? doc.lineTo(...point) : doc.moveTo(...point);
    pen = point !== undefined;
  }
  doc.lineWidth(1.4).strokeColor(colourOf(index)).stroke();
  for (const point of points) if (point) doc.circle(...point, 1.8).fill(colourOf(index));
}

/** Where they would touch each other, every second, third … is written. */
function labels({ regular }: Sheet, plot: Plot, categories: readonly string[]): void {
  const slot = plot.width / Math.max(1, categories.length);
  const size = sizes.small - 1;
  const doc = regular(size, colours.muted);
  const widest = Math.max(0, ...categories.map((category) => doc.widthOfString(category)));
  // Two lines of a name are read better than every second name.
  const every = Math.max(1, Math.ceil((Math.min(widest, widest / 2 + size) + 4) / slot));
  for (const [index, category] of categories.entries()) {
    if (index % every !== 0) continue;
    const width = slot * every;
    const x = plot.left + slot * (index + 0.5) - width / 2;
    doc.text(category, x, plot.top + plot.height + 4, {
      width,
      align: 'center',
      height: labelHeight - 4,
      ellipsis: true,
    });
  }
}

function colourOf(index: number): string {
  return seriesColours[index % seriesColours.length] ?? colours.text;
}
