// Owns what measuring effects is built on.
import type { Place } from '@takt/model/access';
import { localParts } from '@takt/model/calendar';
import type { Scope } from '@takt/model/plant';
import type { Regions } from '@takt/model/regions';
import type { Kysely } from 'kysely';
import type { PlantView } from '../pipeline/plant-view.ts';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Schema } from '../platform/database/index.ts';
import type { TelemetryStore } from '../platform/telemetry-store/port.ts';

export interface EffectParts {
  db: Kysely<Schema>;
  store: TelemetryStore;
  plant: Pick<PlantView, 'within' | 'name'> & { placeOf(scope: Scope): Place | undefined };
  regions: Regions;
  audit: AppendAudit;
  clock: () => number;
}

/** In the city, ISO date. */
export function todayOf({ regions, clock }: Pick<EffectParts, 'regions' | 'clock'>): string {
  return localParts(clock(), regions.city.timeZone).date;
}
