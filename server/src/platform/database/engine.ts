// Owns the few differences between database engines that migrations and queries must know of.
import type { AliasableExpression, ColumnDefinitionBuilder, Dialect, RawBuilder } from 'kysely';

export interface Engine {
  dialect: Dialect;
  /** Opened for migrations, which may wait for one another and take longer than any other statement. Default: as everything else. */
  migrationDialect?: () => Dialect;
  /** Makes a column of type {@link rowNumber} a primary key the engine counts up and never gives out twice. */
  identity(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  readonly rowNumber: 'integer' | 'bigint';
  /** Type of a moment in epoch ms. */
  readonly moment: 'integer' | 'bigint';
  /** Type of a floating point number with 53 bits. */
  readonly real: 'real' | 'double precision';
  /** The database's own clock at the moment it is evaluated, epoch ms: one for all who share the database. */
  readonly now: AliasableExpression<number>;
  /** Statements after which the engine itself refuses to change, replace or remove rows of a table whose key is `id`. */
  appendOnly(table: string): readonly RawBuilder<unknown>[];
}
