// Owns what the parts of recognition are given by the composition.
import type { Regions } from '@takt/model/regions';
import type { Kysely } from 'kysely';
import type { PlantRegistry } from '../plant/index.ts';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Queue } from '../platform/queue/port.ts';
import type { TelemetryStore } from '../platform/telemetry-store/port.ts';

export interface RecognitionParts {
  db: Kysely<Schema>;
  store: Pick<TelemetryStore, 'sumFacts'>;
  plant: Pick<PlantRegistry, 'within' | 'placeOf'>;
  regions: Regions;
  audit: AppendAudit;
  queue: Queue;
  /** Directory of schemes as YAML. */
  recognitionDirectory: string;
  /** Epoch ms. */
  clock: () => number;
}
