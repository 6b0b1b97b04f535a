// Owns every change of the plant: permitted, checked, stored in one transaction with its audit entries, then visible, then announced.
import { isDeepStrictEqual } from 'node:util';
import type { Definition } from '@takt/model/definition';
import type { Scope } from '@takt/model/plant';
import type { DistrictNames } from '@takt/model/regions';
import type { Kysely, Transaction } from 'kysely';
import type { PlantChange } from '../pipeline/plant-view.ts';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Schema } from '../platform/database/index.ts';
import { done, type Outcome, type Refusal, refuse } from '../platform/outcome.ts';
import { recordOfDefinition, recordOfWrite } from './attribution.ts';
import { checkHistory, checkReferences, type FieldOf, type HasFacts } from './checks.ts';
import { kinds, nouns } from './kinds.ts';
import { mayWrite, type Sight, sightOf, useOf } from './permitted.ts';
import { leftBetween } from './place.ts';
import { storeDefinition, storeWrite } from './repository.ts';
import { type Decision, type KnownPlant, openSharedPlant } from './shared-plant.ts';
import { type PlantState, type Write, withDefinition, withWrites } from './state.ts';
import type { PlantIndex } from './view.ts';

export type { HasFacts } from './checks.ts';

export interface WriteCounts {
  created: number;
  changed: number;
  unchanged: number;
}

export interface WriteOptions {
  caller: Caller;
  /** Names a refused field, or without one the object, the way the caller wrote it. */
  fieldOf: FieldOf;
  /** What is in it unchanged and may be seen needs no permission: whoever got the plant puts it back with a part changed. */
  whole: boolean;
}

export interface Registry {
  readonly state: PlantState;
  readonly index: PlantIndex;
  /** All or nothing. */
  write(writes: readonly Write[], options: WriteOptions): Promise<Outcome<WriteCounts>>;
  addDefinition(workshop: string, terms: Omit<Definition, 'version'>, caller: Caller): Promise<Outcome<Definition>>;
  /** Takes over what other processes wrote and tells the listeners. */
  refresh(): Promise<void>;
  onChange(listener: (change: PlantChange) => void): () => void;
}

/** In the transaction of the change. `left`: enterprise of a node that was there and is gone, or another's now. */
export type OnLeft = (
  transaction: Transaction<Schema>,
  left: (scope: Scope) => string | undefined,
  caller: Caller,
) => Promise<void>;

export interface RegistryOptions {
  db: Kysely<Schema>;
  audit: AppendAudit;
  hasFacts: HasFacts;
  onLeft: OnLeft;
  /** Called after every write this process made. */
  onWritten: () => void;
  names: DistrictNames;
}

export async function openRegistry({
  db,
  audit,
  hasFacts,
  onLeft,
  onWritten,
  names,
}: RegistryOptions): Promise<Registry> {
  const shared = await openSharedPlant(db, onWritten, names);

  async function decideWrite(
    { state, index }: KnownPlant,
    transaction: Transaction<Schema>,
    writes: readonly Write[],
    options: WriteOptions,
  ): Promise<Decision<WriteCounts>> {
    const { caller, fieldOf } = options;
    const sees = sightOf(caller, state);
    const ordered = kinds.flatMap((kind) => writes.filter((write) => write.kind === kind));
    const changed = ordered.filter(({ kind, code, after }) => !isDeepStrictEqual(state[kind].get(code) ?? null, after));
    const next = withWrites(state, changed);
    const recorded = (machine: string) => hasFacts(machine, transaction);
    const asked = options.whole ? withoutKnown(ordered, changed, sees) : ordered;
    const may = mayWrite(caller, { state, next });
    const refusal =
      refuseUnless(({ kind, code }) => may(kind, state[kind].get(code)), asked, fieldOf) ??
      checkReferences({ state, next, sees: useOf(caller, sees) }, ordered, fieldOf) ??
      refuseUnless(({ kind, after }) => may(kind, after), asked, fieldOf) ??
      (await checkHistory({ index, next, sees }, changed, recorded));
    if (refusal) return { outcome: { ok: false, refusal } };
    if (changed.length === 0) return { outcome: done(countsOf(0, 0, ordered.length)) };
    for (const write of changed) await storeWrite(transaction, write);
    await audit(transaction, ...changed.map((write) => recordOfWrite(caller, { state, next }, write)));
    const left = leftBetween(state, next);
    if (changed.some(({ kind, code }) => state[kind].has(code))) await onLeft(transaction, left, caller);
    const created = changed.filter(({ kind, code }) => !state[kind].has(code)).length;
    return { outcome: done(countsOf(created, changed.length - created, ordered.length - changed.length)), next };
  }

  async function decideDefinition(
    { state }: KnownPlant,
    transaction: Transaction<Schema>,
    workshop: string,
    terms: Omit<Definition, 'version'>,
    caller: Caller,
  ): Promise<Decision<Definition>> {
    if (!state.workshops.has(workshop) || !caller.may('plant.write', { level: 'workshop', code: workshop })) {
      return { outcome: refuse('not_found', `there is no workshop "${workshop}"`) };
    }
    const version = (state.definitions.get(workshop)?.at(-1)?.version ?? 0) + 1;
    const definition = { ...terms, version };
    await storeDefinition(transaction, workshop, definition);
    await audit(transaction, recordOfDefinition(caller, state, workshop, definition));
    return { outcome: done(definition), next: withDefinition(state, workshop, definition) };
  }

  return {
    get state() {
      return shared.known.state;
    },
    get index() {
      return shared.known.index;
    },
    write: (writes, options) => shared.change((plant, transaction) => decideWrite(plant, transaction, writes, options)),
    addDefinition: (workshop, terms, caller) =>
      shared.change((plant, transaction) => decideDefinition(plant, transaction, workshop, terms, caller)),
    refresh: shared.refresh,
    onChange: shared.onChange,
  };
}

function withoutKnown(ordered: readonly Write[], changed: readonly Write[], sees: Sight): Write[] {
  const changes = new Set(changed);
  return ordered.filter((write) => changes.has(write) || !sees(write.kind, write.code));
}

/** Says of an object only what the caller typed: whose it is, is not told. */
function refuseUnless(may: (write: Write) => boolean, writes: readonly Write[], fieldOf: FieldOf): Refusal | undefined {
  const forbidden = writes.filter((write) => !may(write));
  if (forbidden.length === 0) return undefined;
  const errors = forbidden.map((write) => ({ field: fieldOf(write), reason: 'may not be written by you' }));
  return { kind: 'forbidden', detail: detailOf(forbidden), errors };
}

function detailOf([first, ...more]: readonly Write[]): string {
  if (!first) return '';
  return `you may not write ${nouns[first.kind]} "${first.code}"${more.length > 0 ? ` and ${more.length} more` : ''}`;
}

function countsOf(created: number, changed: number, unchanged: number): WriteCounts {
  return { created, changed, unchanged };
}
