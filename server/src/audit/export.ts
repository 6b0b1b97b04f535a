// Owns the audit log as a table for spreadsheets.
import { type CsvCell, formatCsv } from '../platform/csv/index.ts';
import type { Row } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';

const mostEntries = 100_000;
const mostCharacters = 64_000_000;
/** What a cell of a spreadsheet holds. */
const cellLength = 32_767;

const header = [
  'id',
  'at',
  'actor',
  'actorName',
  'action',
  'outcome',
  'kind',
  'code',
  'scope',
  'before',
  'after',
  'address',
  'hash',
];

/** The newest of them; refused where they are too large to be answered at once, as nothing is left out unsaid. */
export async function csvOf(entries: AsyncIterable<Row<'audit_entries'>>): Promise<Outcome<string>> {
  const rows: CsvCell[][] = [];
  let characters = 0;
  for await (const entry of entries) {
    const before = cellOf(entry.before);
    const after = cellOf(entry.after);
    characters += 300 + (before?.length ?? 0) + (after?.length ?? 0);
    if (characters > mostCharacters)
      return refuse(
        'invalid',
        'these are more than 64 MB: ask for a shorter time with from and to, or use takt audit export',
      );
    const { id, at, actor, actor_name, action, outcome, kind, code, scope, address, hash } = entry;
    const moment = new Date(at).toISOString();
    rows.push([id, moment, actor, actor_name, action, outcome, kind, code, scope, before, after, address, hash]);
    if (rows.length === mostEntries) break;
  }
  return done(formatCsv(header, rows));
}

function cellOf(text: string | null): string | null {
  return text !== null && text.length > cellLength ? `${text.slice(0, cellLength - 1)}…` : text;
}
