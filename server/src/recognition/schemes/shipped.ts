// Owns reading the schemes of a directory at the start and keeping each once: a version that is there with other words is refused.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonical, type Scheme, schemeSchema } from '@takt/model/recognition';
import { validate } from '../../platform/validation/index.ts';
import { parseYaml } from '../../platform/yaml/index.ts';
import type { RecognitionParts } from '../parts.ts';
import { rowOf } from './rows.ts';

interface SchemeFile {
  file: string;
  scheme: Scheme;
}

/**
 * Idempotent; several processes may do so at once.
 * @throws {Error} naming the file and what is wrong in it on which line, or the scheme that is kept with another content.
 */
export async function keepShippedSchemes(parts: RecognitionParts): Promise<void> {
  const files = await readSchemes(parts.recognitionDirectory);
  if (files.length === 0) return;
  const rows = files.map(({ scheme }) => rowOf(scheme, { origin: 'shipped', at: parts.clock(), by: 'system' }));
  await parts.db
    .insertInto('recognition_schemes')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['id', 'version']).doNothing())
    .execute();
  const kept = await parts.db.selectFrom('recognition_schemes').select(['id', 'version', 'body']).execute();
  const bodies = new Map(kept.map(({ id, version, body }) => [`${id} ${version}`, canonical(JSON.parse(body))]));
  for (const { file, scheme } of files) {
    if (bodies.get(`${scheme.id} ${scheme.version}`) === canonical(scheme)) continue;
    throw new Error(
      `${file}: scheme "${scheme.id}" version ${scheme.version} is kept with another content; what is changed needs a new version`,
    );
  }
}

async function readSchemes(directory: string): Promise<SchemeFile[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw new Error(
      `TAKT_RECOGNITION_DIR ${directory} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  const read = await Promise.all(files.map((name) => readScheme(join(directory, name))));
  const seen = new Map<string, string>();
  for (const { file, scheme } of read) {
    const key = `${scheme.id} ${scheme.version}`;
    const other = seen.get(key);
    if (other !== undefined)
      throw new Error(`${file}: scheme "${scheme.id}" version ${scheme.version} is in ${other} already`);
    seen.set(key, file);
  }
  return read;
}

async function readScheme(file: string): Promise<SchemeFile> {
  const parsed = parseYaml(await readFile(file, 'utf8'));
  if (!parsed.ok)
    throw refused(
      file,
      parsed.errors.map(({ line, reason }) => `line ${line}: ${reason}`),
    );
  const { value, lineOf } = parsed.document;
  const checked = validate(schemeSchema, value, { lineOf });
  if (checked.ok) return { file, scheme: checked.value };
  throw refused(
    file,
    checked.errors.map(({ field, reason }) => `${field} ${reason}`),
  );
}

function refused(file: string, reasons: readonly string[]): Error {
  return new Error(`${file}:${reasons.map((reason) => `\n    ${reason}`).join('')}`);
}
