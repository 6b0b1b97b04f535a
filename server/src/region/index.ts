// Public surface of regions: read once at the start from a file, told to whoever asks.
import { createRegions, type Regions, regionsFileSchema } from '@takt/model/regions';
import type { Handlers } from '../platform/http/index.ts';
import { done } from '../platform/outcome.ts';
import { readYamlFile } from '../platform/validation/read-file.ts';

/** @throws {Error} naming `TAKT_REGIONS_FILE` and what is wrong on which line. */
export async function readRegions(file: string): Promise<Regions> {
  return createRegions(await readYamlFile(regionsFileSchema, file, 'TAKT_REGIONS_FILE'));
}

export function regionRoutes({ city, areas, districts }: Regions): Handlers<'regions.get'> {
  return {
    'regions.get': async () => done({ city, areas, districts: districts.map(({ city: _, ...district }) => district) }),
  };
}
