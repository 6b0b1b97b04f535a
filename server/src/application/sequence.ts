// Owns numbers that are given out once.
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

/** The next of a sequence, from 1. Whoever takes one of the same name waits until this transaction has ended. */
export async function takeNumber(transaction: Kysely<Schema>, name: string): Promise<number> {
  const { last } = await transaction
    .insertInto('recognition_sequences')
    .values({ name, last: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((e) => ({ last: e('recognition_sequences.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return last;
}
