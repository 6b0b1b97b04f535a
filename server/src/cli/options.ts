// Owns how options are read that several commands have.
import { InvalidArgumentError } from 'commander';
import type { z } from 'zod';

const mostCounted = 100_000;

/** A whole number from 1 to 100,000. */
export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= mostCounted) return value;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${mostCounted}.`);
}

/** What the schema makes of the text. */
export function parsedBy<S extends z.ZodType>(schema: S): (text: string) => z.output<S> {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message}.`);
  };
}
