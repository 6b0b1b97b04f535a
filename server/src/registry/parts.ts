// Owns what the registry is given by the composition.
import type { Place } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { Regions } from '@takt/model/regions';
import type { Terms } from '@takt/model/registry';
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Schema } from '../platform/database/index.ts';
import type { TelemetryStore } from '../platform/telemetry-store/port.ts';

export interface RegistryParts {
  db: Kysely<Schema>;
  store: Pick<TelemetryStore, 'factSpans'>;
  plant: { placeOf(scope: Scope): Place | undefined; name(level: Scope['level'], code: string): string | undefined };
  regions: Regions;
  terms: Terms;
  audit: AppendAudit;
  clock: () => number;
}
