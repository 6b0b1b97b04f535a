// Public surface of the demonstration city: written once into an empty registry, marked as demonstration.
import type { Regions } from '@takt/model/regions';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import { createCity } from './city.ts';
import { writeRows } from './rows.ts';

export { halfShaftProject } from './half-shaft.ts';

const seed = 20_240_601;

export interface CityParts {
  db: Kysely<Schema>;
  store: TelemetryStore;
  regions: Regions;
  /** ISO date in the city. */
  today: string;
}

/** False where the registry holds anything already: it is left as it is. */
export async function writeDemonstrationCity({ db, store, regions, today }: CityParts): Promise<boolean> {
  if (await db.selectFrom('registry_enterprises').select('id').limit(1).executeTakeFirst()) return false;
  const { rows, days } = createCity({ regions, seed, today });
  // The facts first: what is begun again writes the same ones over.
  await store.replaceFacts('day', days);
  await writeRows(db, rows);
  return true;
}
