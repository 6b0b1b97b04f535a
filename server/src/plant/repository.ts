// Owns reading and writing the plant's tables.
import type { Definition, DefinitionTerms } from '@takt/model/definition';
import type { Kysely, Transaction } from 'kysely';
import type { OpenPlantChange, PlantChange } from '../pipeline/plant-view.ts';
import type { NewRow, Row, Schema } from '../platform/database/index.ts';
import { type Kind, kinds, type PlantObjects, shapes } from './kinds.ts';
import type { PlantState, Write } from './state.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

export async function loadState(db: Db): Promise<PlantState> {
  const state: Record<string, ReadonlyMap<string, unknown>> = {};
  for (const kind of kinds) state[kind] = await loadKind(db, kind);
  return { ...state, definitions: await loadDefinitions(db) } as PlantState;
}

export async function readRevision(db: Db): Promise<number> {
  return (await db.selectFrom('plant_revision').select('revision').executeTakeFirstOrThrow()).revision;
}

/** The revision the write makes. Until the transaction ends, nobody else counts one. */
export async function countWrite(transaction: Transaction<Schema>): Promise<number> {
  const { revision } = await transaction
    .updateTable('plant_revision')
    .set((e) => ({ revision: e('revision', '+', 1) }))
    .returning('revision')
    .executeTakeFirstOrThrow();
  return revision;
}

async function loadKind<K extends Kind>(db: Db, kind: K): Promise<ReadonlyMap<string, PlantObjects[K]>> {
  // Kysely cannot follow a table name that is a type parameter; the shape of the kind belongs to its table.
  const rows = (await db
    .selectFrom(kind as Kind)
    .selectAll()
    .execute()) as unknown as Row<K>[];
  // Not ordered by the database, whose language would decide.
  const objects = rows.map((row) => shapes[kind].fromRow(row)).sort((a, b) => (a.code < b.code ? -1 : 1));
  return new Map(objects.map((object) => [object.code, object]));
}

async function loadDefinitions(db: Db): Promise<ReadonlyMap<string, readonly Definition[]>> {
  const rows = await db.selectFrom('definitions').selectAll().orderBy('workshop').orderBy('version').execute();
  const found = new Map<string, Definition[]>();
  for (const row of rows) {
    const terms = JSON.parse(row.terms) as DefinitionTerms;
    const versions = found.get(row.workshop) ?? [];
    versions.push({ ...terms, version: row.version, effectiveFrom: row.effective_from });
    found.set(row.workshop, versions);
  }
  return found;
}

/** Writes must come in the order of {@link kinds}, so that references exist when they are needed. */
export async function storeWrite(db: Db, { kind, code, after }: Write): Promise<void> {
  if (after === null) await removeObject(db, kind, code);
  else await storeObject(db, kind, after);
}

async function storeObject<K extends Kind>(db: Db, kind: K, object: PlantObjects[K]): Promise<void> {
  const row = shapes[kind].toRow(object) as NewRow<'enterprises'>;
  const { code: _, ...columns } = row;
  await db
    .insertInto(kind as 'enterprises')
    .values(row)
    .onConflict((conflict) => conflict.column('code').doUpdateSet(columns))
    .execute();
}

async function removeObject(db: Db, kind: Kind, code: string): Promise<void> {
  if (kind === 'workshops') await db.deleteFrom('definitions').where('workshop', '=', code).execute();
  await db.deleteFrom(kind).where('code', '=', code).execute();
}

export async function storeDefinition(db: Db, workshop: string, definition: Definition): Promise<void> {
  const { version, effectiveFrom, ...terms } = definition;
  const row = { workshop, version, effective_from: effectiveFrom, terms: JSON.stringify(terms) };
  await db.insertInto('definitions').values(row).execute();
}

export async function storePlantChanges(db: Db, changes: readonly PlantChange[]): Promise<void> {
  for (const { machines, reason, from } of changes) {
    await db
      .insertInto('plant_changes')
      .values({ machines: JSON.stringify(machines), reason, from_ms: from })
      .execute();
  }
}

export async function listPlantChanges(db: Db): Promise<OpenPlantChange[]> {
  const rows = await db.selectFrom('plant_changes').selectAll().orderBy('id').execute();
  return rows.map(({ id, machines, reason, from_ms }) => ({
    id,
    machines: JSON.parse(machines) as string[],
    reason,
    from: from_ms,
  }));
}

export async function dropPlantChange(db: Db, id: number): Promise<void> {
  await db.deleteFrom('plant_changes').where('id', '=', id).execute();
}
