// Owns what is true of replacing facts whatever the store: which rows are refused, and which of overlapping ones count.
import { factFields } from '@takt/model/facts';
import type { FactRow, FactsReplacement } from './port.ts';

/** Throws RangeError for a row that is no number, or that the next replacement of its range would not find and count twice. */
export function checkReplacement({ machine, from, to, rows }: FactsReplacement): void {
  for (const row of rows) {
    for (const field of factFields) {
      if (!Number.isFinite(row[field])) throw new RangeError(`${field} of ${machine} at ${row.start} is ${row[field]}`);
    }
    if (row.machine !== machine || !(row.start >= from && row.start < to)) {
      throw new RangeError(
        `fact of ${row.machine} at ${row.start} is outside the replacement of ${machine} [${from}, ${to})`,
      );
    }
  }
}

/** The rows of a batch without those a later replacement of the same machine covers, which would count twice. */
export function rowsThatCount(replacements: readonly FactsReplacement[]): FactRow[] {
  const later = Map.groupBy(replacements, ({ machine }) => machine);
  return replacements.flatMap((replacement) => {
    const { machine, rows } = replacement;
    const others = later.get(machine) ?? [];
    const after = others.slice(others.indexOf(replacement) + 1);
    if (after.length === 0) return rows;
    return rows.filter(({ start }) => !after.some(({ from, to }) => start >= from && start < to));
  });
}
