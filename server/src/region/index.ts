// Public surface of regions: read once at the start from a file, told to whoever asks.
import { readFile } from 'node:fs/promises';
import { createRegions, type Regions, regionsFileSchema } from '@takt/model/regions';
import type { Handlers } from '../platform/http/index.ts';
import { done } from '../platform/outcome.ts';
import { validate } from '../platform/validation/index.ts';
import { parseYaml } from '../platform/yaml/index.ts';

/** @throws {Error} naming `TAKT_REGIONS_FILE` and what is wrong on which line. */
export async function readRegions(file: string): Promise<Regions> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`TAKT_REGIONS_FILE ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  });
  const parsed = parseYaml(text);
  if (!parsed.ok)
    throw refused(
      file,
      parsed.errors.map(({ line, reason }) => `line ${line}: ${reason}`),
    );
  const checked = validate(regionsFileSchema, parsed.document.value, { lineOf: parsed.document.lineOf });
  if (!checked.ok)
    throw refused(
      file,
      checked.errors.map(({ field, reason }) => `${field} ${reason}`),
    );
  return createRegions(checked.value);
}

function refused(file: string, reasons: readonly string[]): Error {
  return new Error(`TAKT_REGIONS_FILE ${file}:${reasons.map((reason) => `\n    ${reason}`).join('')}`);
}

export function regionRoutes({ city, areas, districts }: Regions): Handlers<'regions.get'> {
  return {
    'regions.get': async () => done({ city, areas, districts: districts.map(({ city: _, ...district }) => district) }),
  };
}
