// Owns a synthetic city of the size the industry brain is built for, written straight into the database and the store, from a seed.
import type { Kysely } from 'kysely';
import { inParts } from '../../../server/src/platform/database/in-parts.ts';
import type { NewRow, Schema } from '../../../server/src/platform/database/index.ts';
import { readRegions } from '../../../server/src/region/index.ts';
import type { CityContext, CitySize, Rows } from './context.ts';
import { makePlant } from './plant.ts';
import { makeProjects } from './projects.ts';
import { createRandom } from './random.ts';
import { makeRecognition } from './recognition.ts';
import { makeRegistry } from './registry.ts';
import { makeTargets } from './targets.ts';

export { writeFacts } from './facts.ts';

/** As large as asked for: 10,000 enterprises, 30,000 workshops, 20,000 projects. */
export const wholeCity: CitySize = { enterprises: 10_000, workshops: 30_000, projects: 20_000, connected: 0.1 };

export interface MadeCity {
  districts: readonly string[];
  cityCode: string;
  /** Codes of the machines, one a connected workshop. */
  machines: readonly string[];
}

/** Everything in one transaction. The database is empty but for what migrations write. */
export async function fillCity(
  db: Kysely<Schema>,
  size: CitySize = wholeCity,
  seed = 1,
  now = Date.now(),
): Promise<MadeCity> {
  const { districts, city } = await readRegions('config/regions/chongqing.yaml');
  const context: CityContext = {
    size,
    districts: districts.map(({ code }) => code),
    cityCode: city.code,
    now,
    today: new Date(now).toISOString().slice(0, 10),
    random: createRandom(seed),
  };
  const registry = makeRegistry(context);
  const plant = makePlant(registry);
  const all: Rows[] = [
    plant.rows,
    registry.rows,
    makeProjects(context, registry),
    makeRecognition(context, registry),
    makeTargets(context),
  ];
  await db.transaction().execute(async (transaction) => {
    for (const rows of all)
      for (const [table, made] of Object.entries(rows) as [keyof Schema, NewRow<keyof Schema>[]][])
        for (const part of inParts(made, 400)) await transaction.insertInto(table).values(part).execute();
  });
  return { districts: context.districts, cityCode: city.code, machines: plant.machines };
}
