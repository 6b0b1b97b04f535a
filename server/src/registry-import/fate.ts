// Owns what becomes of rows: compared with each other, with the registry, and field by field with the record they are about.
import { randomUUID } from 'node:crypto';
import type { KindRules, Match } from './kinds/rules.ts';
import type { Layout } from './layout.ts';
import { atCells, type ReadRow, type RowProblem } from './row.ts';
import type { Changes, Fate } from './rows.ts';

/** Remembers rows by what tells their records apart. */
export function createRepeats(keysOf: KindRules['keysOf']): (row: ReadRow) => number | undefined {
  const seen = new Map<string, { row: number; weak: boolean }>();
  return ({ row, values }) => {
    const keys = keysOf(values);
    for (const { key, weak = false } of keys) {
      const before = seen.get(key);
      if (before && !(before.weak && weak)) return before.row;
    }
    for (const { key, weak = false } of keys) if (!seen.has(key)) seen.set(key, { row, weak });
    return undefined;
  };
}

export function fateOf(row: ReadRow, match: Match, layout: Layout): Fate {
  if (match.kind === 'reject') return { action: 'reject', problems: atCells(layout, row, match.rejects) };
  if (match.kind === 'new') return { action: 'create', record: randomUUID() };
  const changes = changesBetween(match);
  const action = Object.keys(changes).length > 0 ? 'change' : 'none';
  return { action, record: match.record, revision: match.revision, changes };
}

/** What the row says and the record does not; an empty cell leaves what is kept. */
export function changesBetween({ values, kept }: Extract<Match, { kind: 'kept' }>): Changes {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, to]) => {
      const from = kept[key] ?? null;
      return to === from || (to === null && from === null) ? [] : [[key, { from, to }]];
    }),
  );
}

export function rejectedRow(problems: readonly RowProblem[]): Fate {
  return { action: 'reject', problems };
}

export function repeatOf(layout: Layout, row: ReadRow, earlier: number): Fate {
  return rejectedRow(atCells(layout, row, [{ column: null, code: 'twice_in_file', about: { row: earlier } }]));
}
