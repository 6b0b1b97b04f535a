// Owns the few differences between database engines that migrations must know of.
import type { ColumnDefinitionBuilder, Dialect } from 'kysely';

export interface Engine {
  dialect: Dialect;
  /** Makes an integer column a primary key the engine counts up and never gives out twice. */
  identity(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /** Type of a moment in epoch ms. */
  readonly moment: 'integer' | 'bigint';
  /** Type of a floating point number with 53 bits. */
  readonly real: 'real' | 'double precision';
}
