// Owns every change of the plant: checked, stored in one transaction with its attribution, then visible, then announced.
import { isDeepStrictEqual } from 'node:util';
import type { Definition } from '@takt/model/definition';
import type { Kysely, Transaction } from 'kysely';
import type { PlantChange } from '../pipeline/plant-view.ts';
import type { Schema } from '../platform/database/index.ts';
import { done, type Outcome, type Refusal, refuse } from '../platform/outcome.ts';
import { kinds, nouns } from './kinds.ts';
import { storeChange, storeDefinition, storeWrite } from './repository.ts';
import { type Decision, type KnownPlant, openSharedPlant } from './shared-plant.ts';
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
  /** Takes over what other processes wrote and tells the listeners. */
  refresh(): Promise<void>;
  onChange(listener: (change: PlantChange) => void): () => void;
}

/** Whether facts of a machine are recorded: then it may neither be removed nor move to another site. Asks the given database. */
export type HasFacts = (machine: string, db: Kysely<Schema>) => Promise<boolean>;

export interface RegistryOptions {
  db: Kysely<Schema>;
  clock: () => number;
  hasFacts: HasFacts;
  /** Called after every write this process made. */
  onWritten: () => void;
  /** Whom changes are put down to. Default `local`. */
  actor?: string | undefined;
}

/** Until access control arrives, whoever reaches the loopback interface writes. */
const localActor = 'local';

export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { db, clock, hasFacts, onWritten, actor = localActor } = options;
  const shared = await openSharedPlant(db, onWritten);

  async function decideWrite(
    { state, index }: KnownPlant,
    transaction: Transaction<Schema>,
    writes: readonly Write[],
    fieldOf: (write: Write, field: string) => string,
  ): Promise<Decision<WriteCounts>> {
    const ordered = kinds.flatMap((kind) => writes.filter((write) => write.kind === kind));
    const changed = ordered.filter(({ kind, code, after }) => !isDeepStrictEqual(state[kind].get(code) ?? null, after));
    const next = withWrites(state, changed);
    const recorded = (machine: string) => hasFacts(machine, transaction);
    const refusal = checkReferences(next, ordered, fieldOf) ?? (await checkHistory(index, next, changed, recorded));
    if (refusal) return { outcome: { ok: false, refusal } };
    if (changed.length === 0) return { outcome: done(countsOf(0, 0, ordered.length)) };
    const by = { at: clock(), actor };
    for (const each of changed) await storeWrite(transaction, each, state[each.kind].get(each.code), by);
    const created = changed.filter(({ kind, code }) => !state[kind].has(code)).length;
    return { outcome: done(countsOf(created, changed.length - created, ordered.length - changed.length)), next };
  }

  async function decideDefinition(
    { state }: KnownPlant,
    transaction: Transaction<Schema>,
    workshop: string,
    terms: Omit<Definition, 'version'>,
  ): Promise<Decision<Definition>> {
    if (!state.workshops.has(workshop)) {
      return { outcome: refuse('not_found', `there is no workshop "${workshop}"`) };
    }
    const version = (state.definitions.get(workshop)?.at(-1)?.version ?? 0) + 1;
    const definition = { ...terms, version };
    await storeDefinition(transaction, workshop, definition);
    const entry = { at: clock(), actor, kind: 'definition', code: workshop, before: null, after: definition };
    await storeChange(transaction, entry);
    return { outcome: done(definition), next: withDefinition(state, workshop, definition) };
  }

  return {
    get state() {
      return shared.known.state;
    },
    get index() {
      return shared.known.index;
    },
    write: (writes, fieldOf) => shared.change((plant, transaction) => decideWrite(plant, transaction, writes, fieldOf)),
    addDefinition: (workshop, terms) =>
      shared.change((plant, transaction) => decideDefinition(plant, transaction, workshop, terms)),
    refresh: shared.refresh,
    onChange: shared.onChange,
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

async function checkHistory(
  index: PlantIndex,
  next: PlantState,
  changed: readonly Write[],
  hasFacts: (machine: string) => Promise<boolean>,
): Promise<Refusal | undefined> {
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

function conflict(detail: string): Refusal {
  return { kind: 'conflict', detail };
}

function countsOf(created: number, changed: number, unchanged: number): WriteCounts {
  return { created, changed, unchanged };
}
