// Owns what a change of the plant must leave whole: references, and machines whose facts are recorded.
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import type { Refusal } from '../platform/outcome.ts';
import { nouns } from './kinds.ts';
import type { Sight } from './permitted.ts';
import { danglingReferences, dependants, type PlantState, usesForeignCalendar, type Write } from './state.ts';
import { buildIndex, type PlantIndex } from './view.ts';

export type FieldOf = (write: Write, field?: string) => string;

/** Whether facts of a machine are recorded: then it may neither be removed nor move to another site. Asks the given database. */
export type HasFacts = (machine: string, db: Kysely<Schema>) => Promise<boolean>;

/** What the caller may not see does not exist; what is made together may refer to each other. */
export function checkReferences(
  { state, next, sees }: { state: PlantState; next: PlantState; sees: Sight },
  writes: readonly Write[],
  fieldOf: FieldOf,
): Refusal | undefined {
  const exists: Sight = (kind, code) => !state[kind].has(code) || sees(kind, code);
  const errors = writes.flatMap((write) => {
    if (write.after === null) return [];
    const dangling = danglingReferences(next, write.kind, write.after, exists);
    return dangling.map(({ field, reason }) => ({ field: fieldOf(write, field), reason }));
  });
  if (errors.length > 0)
    return { kind: 'invalid', detail: 'a reference leads to something that does not exist', errors };
  const left = [...next.workshops.values()].find((workshop) => usesForeignCalendar(next, workshop));
  if (!left) return undefined;
  return conflict(`${nameOf('workshops', left.code, sees)} would use a calendar of another enterprise`);
}

export async function checkHistory(
  { index, next, sees }: { index: PlantIndex; next: PlantState; sees: Sight },
  changed: readonly Write[],
  hasFacts: (machine: string) => Promise<boolean>,
): Promise<Refusal | undefined> {
  for (const { kind, code, after } of changed) {
    if (after !== null) continue;
    const [child] = dependants(next, kind, code);
    if (child) return conflict(`${nouns[kind]} "${code}" is used by ${nameOf(child.kind, child.code, sees)}`);
    if (kind === 'machines' && (await hasFacts(code))) return conflict(`machine "${code}" has recorded facts`);
  }
  const nextIndex = buildIndex(next);
  for (const [code, view] of index.machines) {
    const moved = nextIndex.machines.get(code);
    if (!moved || moved.source === view.source || !(await hasFacts(code))) continue;
    return conflict(`machine "${code}" has recorded facts at site "${view.site}" and cannot move to "${moved.site}"`);
  }
  return undefined;
}

function nameOf(kind: Write['kind'], code: string, sees: Sight): string {
  return sees(kind, code) ? `${nouns[kind]} "${code}"` : `a ${nouns[kind]}`;
}

function conflict(detail: string): Refusal {
  return { kind: 'conflict', detail };
}
