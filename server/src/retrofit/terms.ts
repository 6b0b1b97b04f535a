// Owns reading how retrofit projects are handled from the operator's file, at the start.
import { readFile } from 'node:fs/promises';
import { type RetrofitTerms, retrofitFileSchema } from '@takt/model/retrofit';
import { validate } from '../platform/validation/index.ts';
import { parseYaml } from '../platform/yaml/index.ts';

/** @throws {Error} naming `TAKT_RETROFIT_FILE` and what is wrong on which line. */
export async function readRetrofitTerms(file: string): Promise<RetrofitTerms> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`TAKT_RETROFIT_FILE ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  });
  const parsed = parseYaml(text);
  if (!parsed.ok)
    throw refused(
      file,
      parsed.errors.map(({ line, reason }) => `line ${line}: ${reason}`),
    );
  const checked = validate(retrofitFileSchema, parsed.document.value ?? {}, { lineOf: parsed.document.lineOf });
  if (checked.ok) return checked.value;
  throw refused(
    file,
    checked.errors.map(({ field, reason }) => `${field} ${reason}`),
  );
}

function refused(file: string, reasons: readonly string[]): Error {
  return new Error(`TAKT_RETROFIT_FILE ${file}:${reasons.map((reason) => `\n    ${reason}`).join('')}`);
}
