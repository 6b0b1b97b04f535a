// Owns every change of the plant: checked, stored in one transaction with its attribution, then visible, then announced.
import { isDeepStrictEqual } from 'node:util';
import type { Definition } from '@takt/model/definition';
import type { Kysely, Transaction } from 'kysely';
import type { PlantChange } from '../pipeline/plant-view.ts';
import type { Schema } from '../platform/database/index.ts';
import { done, type Outcome, type Refusal, refuse } from '../platform/outcome.ts';
import { effectsBetween } from './effects.ts';
import { kinds, nouns } from './kinds.ts';
import { loadState, storeChange, storeDefinition, storePlantChanges, storeWrite } from './repository.ts';
import { danglingReferences, dependants, type PlantState, type Write, withDefinition, withWrites } from './state.ts';
import { buildIndex, type PlantIndex } from './view.ts';

export interface WriteCounts {
  created: number;
  changed: number;
  unchanged: number;
}

export interface Registry {
  readonly state: PlantState;
  readonly index: PlantIndex;
  /** All or nothing. `fieldOf` names a refused field the way the caller wrote it. */
  write(writes: readonly Write[], fieldOf: (write: Write, field: string) => string): Promise<Outcome<WriteCounts>>;
  addDefinition(workshop: string, definition: Omit<Definition, 'version'>): Promise<Outcome<Definition>>;
  onChange(listener: (change: PlantChange) => void): () => void;
}

export interface RegistryOptions {
  db: Kysely<Schema>;
  clock: () => number;
  /** Whether facts of a machine are recorded: then it may neither be removed nor move to another site. */
  hasFacts: (machine: string) => Promise<boolean>;
  /** Whom changes are put down to. Default `local`. */
  actor?: string | undefined;
}

/** Until access control arrives, whoever reaches the loopback interface writes. */
const localActor = 'local';

export async function openRegistry({ db, clock, hasFacts, actor = localActor }: RegistryOptions): Promise<Registry> {
  let state = await loadState(db);
  let index = buildIndex(state);
  const listeners = new Set<(change: PlantChange) => void>();
  let last: Promise<unknown> = Promise.resolve();

  /** Writes follow one another, so each is checked against what the one before left. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }

  /** Stored together with what it makes stale: whatever happens after the commit, those facts are computed again. */
  async function become(next: PlantState, store: (transaction: Transaction<Schema>) => Promise<void>): Promise<void> {
    const nextIndex = buildIndex(next);
    const effects = effectsBetween(index, nextIndex);
    await db.transaction().execute(async (transaction) => {
      await store(transaction);
      await storePlantChanges(transaction, effects);
    });
    state = next;
    index = nextIndex;
    for (const change of effects) for (const listener of listeners) listener(change);
  }

  async function write(writes: readonly Write[], fieldOf: (write: Write, field: string) => string) {
    const ordered = kinds.flatMap((kind) => writes.filter((write) => write.kind === kind));
    const changed = ordered.filter(({ kind, code, after }) => !isDeepStrictEqual(state[kind].get(code) ?? null, after));
    const next = withWrites(state, changed);
    const refusal = checkReferences(next, ordered, fieldOf) ?? (await checkHistory(next, changed));
    if (refusal) return { ok: false as const, refusal };
    if (changed.length === 0) return done(countsOf(0, 0, ordered.length));
    const by = { at: clock(), actor };
    const created = changed.filter(({ kind, code }) => !state[kind].has(code)).length;
    await become(next, async (transaction) => {
      for (const each of changed) await storeWrite(transaction, each, state[each.kind].get(each.code), by);
    });
    return done(countsOf(created, changed.length - created, ordered.length - changed.length));
  }

  async function checkHistory(next: PlantState, changed: readonly Write[]): Promise<Refusal | undefined> {
    for (const { kind, code, after } of changed) {
      if (after !== null) continue;
      const [child] = dependants(next, kind, code);
      if (child) return conflict(`${nouns[kind]} "${code}" is used by ${nouns[child.kind]} "${child.code}"`);
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

  async function addDefinition(workshop: string, terms: Omit<Definition, 'version'>): Promise<Outcome<Definition>> {
    if (!state.workshops.has(workshop)) return refuse('not_found', `there is no workshop "${workshop}"`);
    const version = (state.definitions.get(workshop)?.at(-1)?.version ?? 0) + 1;
    const definition = { ...terms, version };
    await become(withDefinition(state, workshop, definition), async (transaction) => {
      await storeDefinition(transaction, workshop, definition);
      const entry = { at: clock(), actor, kind: 'definition', code: workshop, before: null, after: definition };
      await storeChange(transaction, entry);
    });
    return done(definition);
  }

  return {
    get state() {
      return state;
    },
    get index() {
      return index;
    },
    write: (writes, fieldOf) => inTurn(() => write(writes, fieldOf)),
    addDefinition: (workshop, terms) => inTurn(() => addDefinition(workshop, terms)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function checkReferences(
  next: PlantState,
  writes: readonly Write[],
  fieldOf: (write: Write, field: string) => string,
): Refusal | undefined {
  const errors = writes.flatMap((write) =>
    write.after === null
      ? []
      : danglingReferences(next, write.kind, write.after).map(({ field, reason }) => ({
          field: fieldOf(write, field),
          reason,
        })),
  );
  if (errors.length === 0) return undefined;
  return { kind: 'invalid', detail: 'a reference leads to something that does not exist', errors };
}

function conflict(detail: string): Refusal {
  return { kind: 'conflict', detail };
}

function countsOf(created: number, changed: number, unchanged: number): WriteCounts {
  return { created, changed, unchanged };
}
