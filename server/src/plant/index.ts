// Public surface of the plant: the registry of what exists, as a view for the pipeline and as routes.
import type { Kysely } from 'kysely';
import type { PlantChanges, PlantView } from '../pipeline/plant-view.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Outcome } from '../platform/outcome.ts';
import { applyPlantFile } from './file.ts';
import { openRegistry, type WriteCounts } from './registry.ts';
import { dropPlantChange, listPlantChanges } from './repository.ts';
import { type PlantHandlers, plantRoutes } from './routes.ts';
import { nameOf, scopeKey } from './view.ts';

export type { PlantHandlers } from './routes.ts';

export interface PlantRegistry extends PlantView, PlantChanges {
  routes: PlantHandlers;
  /** Creates or replaces everything a YAML text names. Refusals say on which line. */
  applyYaml(text: string): Promise<Outcome<WriteCounts>>;
}

export interface OpenPlantOptions {
  db: Kysely<Schema>;
  clock: () => number;
  /** Whether facts of a machine are recorded. Default: whether the fold has come to it. */
  hasFacts?: (machine: string) => Promise<boolean>;
  /** Whom changes are put down to. Default `local`. */
  actor?: string;
}

export async function openPlant(options: OpenPlantOptions): Promise<PlantRegistry> {
  const { db, clock, hasFacts = folded(db), actor } = options;
  const registry = await openRegistry({ db, clock, hasFacts, actor });
  return {
    machine: (code) => registry.index.machines.get(code),
    bySource: (source) => registry.index.bySource.get(source),
    within: (scope) => [...(registry.index.byScope.get(scopeKey(scope)) ?? [])],
    all: () => [...registry.index.machines.values()],
    sites: () => [...registry.state.sites.keys()],
    name: (level, code) => nameOf(registry.state, level, code),
    onChange: registry.onChange,
    openChanges: () => listPlantChanges(db),
    settleChange: (id) => dropPlantChange(db, id),
    routes: plantRoutes(registry, db),
    applyYaml: (text) => applyPlantFile(registry, text),
  };
}

function folded(db: Kysely<Schema>) {
  return async (machine: string): Promise<boolean> => {
    const row = await db
      .selectFrom('fold_progress')
      .select('machine')
      .where('machine', '=', machine)
      .executeTakeFirst();
    return row !== undefined;
  };
}
