// Public surface of the plant: the registry of what exists, as a view for the pipeline and as routes.
import type { Place } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import { type DistrictNames, withoutRegions } from '@takt/model/regions';
import type { Kysely } from 'kysely';
import type { PlantChanges, PlantView } from '../pipeline/plant-view.ts';
import type { AppendAudit } from '../platform/audit/index.ts';
import { type Caller, system } from '../platform/caller.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Outcome } from '../platform/outcome.ts';
import { applyPlantFile } from './file.ts';
import { placeOf } from './place.ts';
import { type HasFacts, type OnLeft, openRegistry, type WriteCounts } from './registry.ts';
import { dropPlantChange, listPlantChanges } from './repository.ts';
import { type PlantHandlers, plantRoutes } from './routes.ts';
import { nameOf, scopeKey } from './view.ts';

export type { OnLeft } from './registry.ts';
export type { PlantHandlers } from './routes.ts';

export interface PlantRegistry extends PlantView, PlantChanges {
  routes: PlantHandlers;
  /** Sector of industry of a site; undefined where it does not exist. */
  sectorOf(site: string): string | undefined;
  /** Where a node lies; undefined where it does not exist. */
  placeOf(scope: Scope): Place | undefined;
  /** Creates or replaces everything a YAML text names. Refusals say on which line. Without a caller it is the server itself. */
  applyYaml(text: string, caller?: Caller): Promise<Outcome<WriteCounts>>;
  /**
   * Takes over what other processes wrote to the same database and tells the listeners, as after a write of its own. Costs one
   * row where they wrote nothing; rejects where the database does not answer.
   */
  refresh(): Promise<void>;
}

export interface OpenPlantOptions {
  db: Kysely<Schema>;
  audit: AppendAudit;
  /** Default: whether the fold has come to the machine. */
  hasFacts?: HasFacts;
  /** Ends what others keep of nodes that go away or come to another enterprise. */
  onLeft?: OnLeft;
  /** Called after every write this process made, so that others that share the database may be told to refresh. */
  onWritten?: () => void;
  /** What districts are called and where they lie. Default: every district is what it is called. */
  names?: DistrictNames;
}

export async function openPlant(options: OpenPlantOptions): Promise<PlantRegistry> {
  const {
    db,
    audit,
    hasFacts = isFolded,
    onLeft = async () => {},
    onWritten = () => {},
    names = withoutRegions,
  } = options;
  const registry = await openRegistry({ db, audit, hasFacts, onLeft, onWritten, names });
  return {
    machine: (code) => registry.index.machines.get(code),
    bySource: (source) => registry.index.bySource.get(source),
    within: (scope) => [...(registry.index.byScope.get(scopeKey(scope, names)) ?? [])],
    all: () => [...registry.index.machines.values()],
    sites: () => [...registry.state.sites.keys()],
    name: (level, code) => nameOf(registry.state, registry.index.districts, level, code),
    sectorOf: (site) => registry.state.sites.get(site)?.sector,
    placeOf: (scope) => placeOf(registry.state, scope, registry.index.districts),
    onChange: registry.onChange,
    async openChanges() {
      const open = await listPlantChanges(db);
      // Another process may have made them: whoever is told of a change finds the plant as it was made.
      if (open.length > 0) await registry.refresh();
      return open;
    },
    settleChange: (id) => dropPlantChange(db, id),
    routes: plantRoutes(registry),
    applyYaml: (text, caller = system) => applyPlantFile(registry, text, caller),
    refresh: registry.refresh,
  };
}

async function isFolded(machine: string, db: Kysely<Schema>): Promise<boolean> {
  const row = await db.selectFrom('fold_progress').select('machine').where('machine', '=', machine).executeTakeFirst();
  return row !== undefined;
}
