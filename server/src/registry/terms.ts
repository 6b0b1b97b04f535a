// Owns the lists the registry refers to: read once at the start from the operator's files, told to whoever asks.
import { join } from 'node:path';
import { chainsFileSchema, createChains, createSectors, sectorsFileSchema, type Terms } from '@takt/model/registry';
import { readYamlFile } from '../platform/validation/read-file.ts';

/** @throws {Error} naming `TAKT_REGISTRY_DIR` and what is wrong on which line of which file. */
export async function readTerms(directory: string): Promise<Terms> {
  const key = 'TAKT_REGISTRY_DIR';
  return {
    sectors: createSectors(await readYamlFile(sectorsFileSchema, join(directory, 'sectors.yaml'), key)),
    chains: createChains(await readYamlFile(chainsFileSchema, join(directory, 'chains.yaml'), key)),
  };
}
