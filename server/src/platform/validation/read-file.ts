// Owns reading a file of the operator's, YAML: what is wrong with it is said at the start, by line, under the key that names the file.
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { parseYaml } from '../yaml/index.ts';
import { validate } from './index.ts';

/** @throws {Error} naming `key` and what is wrong on which line. */
export async function readYamlFile<S extends z.ZodType>(schema: S, file: string, key: string): Promise<z.output<S>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`${key} ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  });
  const refused = (reasons: readonly string[]) =>
    new Error(`${key} ${file}:${reasons.map((reason) => `\n    ${reason}`).join('')}`);
  const parsed = parseYaml(text);
  if (!parsed.ok) throw refused(parsed.errors.map(({ line, reason }) => `line ${line}: ${reason}`));
  const checked = validate(schema, parsed.document.value, { lineOf: parsed.document.lineOf });
  if (!checked.ok) throw refused(checked.errors.map(({ field, reason }) => `${field} ${reason}`));
  return checked.value;
}
