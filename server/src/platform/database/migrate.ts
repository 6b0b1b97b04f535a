// Owns bringing a database up to date: which migrations are applied, and applying those that are not.
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Engine } from './engine.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema.ts';

export interface AppliedMigration {
  name: string;
  /** Epoch ms; undefined where it is not applied yet. */
  appliedAt: number | undefined;
}

export interface Migrations {
  /** Every migration of this version, in their order. Writes nothing. */
  list(): Promise<AppliedMigration[]>;
  /**
   * Applies what is missing, up to and including `upTo` (absent: everything), and answers what that was. Rejects where one fails,
   * or where a newer version wrote the database.
   */
  apply(upTo?: string): Promise<string[]>;
}

/** Kysely lets one process migrate at a time: on PostgreSQL under an advisory lock, and all of it in one transaction. */
export function createMigrations(db: Kysely<Schema>, engine: Engine): Migrations {
  const migratorOf = (database: Kysely<Schema>) =>
    new Migrator({ db: database, provider: { getMigrations: async () => migrations(engine) } });

  /** Applying has connections of its own where it may wait longer than any other statement. */
  async function applyWith<T>(work: (migrator: Migrator) => Promise<T>): Promise<T> {
    if (!engine.migrationDialect) return work(migratorOf(db));
    const apart = new Kysely<Schema>({ dialect: engine.migrationDialect() });
    try {
      return await work(migratorOf(apart));
    } finally {
      await apart.destroy();
    }
  }
  async function list(): Promise<AppliedMigration[]> {
    const found = await migratorOf(db).getMigrations();
    return found.map(({ name, executedAt }) => ({ name, appliedAt: executedAt?.getTime() }));
  }
  async function isApplied(name: string): Promise<boolean> {
    return (await list()).some((migration) => migration.name === name && migration.appliedAt !== undefined);
  }
  return {
    list,
    async apply(upTo) {
      // Kysely would go back to one that is not the last.
      if (upTo !== undefined && (await isApplied(upTo))) return [];
      const { error, results = [] } = await applyWith((migrator) =>
        upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo),
      );
      if (error) throw explain(error);
      return results.map(({ migrationName }) => migrationName);
    },
  };
}

function explain(error: unknown): unknown {
  const unknown = error instanceof Error ? /previously executed migration (\S+) is missing/.exec(error.message) : null;
  if (!unknown) return error;
  const message = `the database was written by a newer version of Takt (it has migration ${unknown[1]}); update Takt`;
  return new Error(message, { cause: error });
}
