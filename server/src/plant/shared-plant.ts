// Owns the plant as this process knows it, in step with a database that other processes write too.
import type { DistrictNames } from '@takt/model/regions';
import type { Kysely, Transaction } from 'kysely';
import type { PlantChange } from '../pipeline/plant-view.ts';
import type { Schema } from '../platform/database/index.ts';
import { createTurns } from '../platform/in-turn.ts';
import type { Outcome } from '../platform/outcome.ts';
import { effectsBetween } from './effects.ts';
import { countWrite, loadState, readRevision, storePlantChanges } from './repository.ts';
import type { PlantState } from './state.ts';
import { buildIndex, type PlantIndex } from './view.ts';

/** The plant after so many writes, by whichever process. */
export interface KnownPlant {
  readonly revision: number;
  readonly state: PlantState;
  readonly index: PlantIndex;
}

/** What becomes of a write: an answer, and what the plant is from then on where the write changes it. */
export interface Decision<T> {
  outcome: Outcome<T>;
  next?: PlantState;
}

export interface SharedPlant {
  readonly known: KnownPlant;
  /**
   * Writers of all processes follow one another: `decide` is given the plant no one else can change until it has decided, and
   * stores in the transaction what it decided. Rejects where the database does not take it; then nothing has changed.
   */
  change<T>(decide: (plant: KnownPlant, transaction: Transaction<Schema>) => Promise<Decision<T>>): Promise<Outcome<T>>;
  /** Takes over what other processes wrote and tells the listeners. Costs one row where they wrote nothing. */
  refresh(): Promise<void>;
  onChange(listener: (change: PlantChange) => void): () => void;
}

export async function openSharedPlant(
  db: Kysely<Schema>,
  onWritten: () => void,
  names: DistrictNames,
): Promise<SharedPlant> {
  let known = await readPlant(db, names);
  const listeners = new Set<(change: PlantChange) => void>();
  const inTurn = createTurns();
  let refreshing: Promise<void> | undefined;

  function arrive(next: KnownPlant): void {
    const effects = effectsBetween(known.index, next.index);
    known = next;
    for (const change of effects) for (const listener of listeners) listener(change);
  }

  async function change<T>(decide: Parameters<typeof applyChange<T>>[2]): Promise<Outcome<T>> {
    const { outcome, plant, written } = await applyChange({ db, names }, known, decide, arrive);
    arrive(plant);
    if (written) onWritten();
    return outcome;
  }

  async function refresh(): Promise<void> {
    if ((await readRevision(db)) !== known.revision) arrive(await readPlant(db, names));
  }

  return {
    get known() {
      return known;
    },
    change: (decide) => inTurn(() => change(decide)),
    refresh() {
      refreshing ??= inTurn(() => {
        // Whoever asks from here on asks for what is written later.
        refreshing = undefined;
        return refresh();
      });
      return refreshing;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** One moment of the plant and its revision. */
function readPlant(db: Kysely<Schema>, names: DistrictNames): Promise<KnownPlant> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => plantAt(await readRevision(transaction), await loadState(transaction), names));
}

function plantAt(revision: number, state: PlantState, names: DistrictNames): KnownPlant {
  return { revision, state, index: buildIndex(state, names) };
}

/**
 * Counting the write comes first: from then on every other writer waits. Stored together with what it makes stale: whatever
 * happens after the commit, those facts are computed again.
 */
async function applyChange<T>(
  { db, names }: { db: Kysely<Schema>; names: DistrictNames },
  known: KnownPlant,
  decide: (plant: KnownPlant, transaction: Transaction<Schema>) => Promise<Decision<T>>,
  arrive: (plant: KnownPlant) => void,
): Promise<{ outcome: Outcome<T>; plant: KnownPlant; written: boolean }> {
  const transaction = await db.startTransaction().execute();
  try {
    const revision = await countWrite(transaction);
    const before = revision === known.revision + 1 ? known : plantAt(revision - 1, await loadState(transaction), names);
    // Who may write what is decided by where things lie now, as everybody here knows it.
    if (before !== known) arrive(before);
    const { outcome, next } = await decide(before, transaction);
    if (!next) {
      await transaction.rollback().execute();
      return { outcome, plant: before, written: false };
    }
    const after = plantAt(revision, next, names);
    await storePlantChanges(transaction, effectsBetween(before.index, after.index));
    await transaction.commit().execute();
    return { outcome, plant: after, written: true };
  } catch (error) {
    if (!transaction.isRolledBack)
      await transaction
        .rollback()
        .execute()
        .catch(() => undefined);
    throw error;
  }
}
