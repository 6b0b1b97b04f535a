// Owns the composition of the industry brain: what a bureau keeps, plans, follows and decides, over facts the pipeline tells.
import type { Regions } from '@takt/model/regions';
import type { Terms } from '@takt/model/registry';
import type { RetrofitTerms } from '@takt/model/retrofit';
import type { Kysely } from 'kysely';
import { type ApplicationParts, applicationHandlers, followCertificates, storedResults } from './application/index.ts';
import { effectJobs, effectRoutes } from './effect/index.ts';
import type { PlantRegistry } from './plant/index.ts';
import type { AppendAudit } from './platform/audit/index.ts';
import type { Counters } from './platform/counters/port.ts';
import type { Schema } from './platform/database/index.ts';
import { createDocuments } from './platform/documents/index.ts';
import type { Handlers } from './platform/http/index.ts';
import type { Queue } from './platform/queue/port.ts';
import type { TelemetryStore } from './platform/telemetry-store/port.ts';
import { regionRoutes } from './region/index.ts';
import { registryRoutes } from './registry/index.ts';
import { retrofitRoutes } from './retrofit/index.ts';

export interface BrainParts {
  db: Kysely<Schema>;
  store: TelemetryStore;
  plant: PlantRegistry;
  regions: Regions;
  /** How retrofit projects are handled. */
  retrofit: RetrofitTerms;
  terms: Terms;
  audit: AppendAudit;
  /** What is long is done as a job; without one, as in processes that only answer, it is handed on. */
  queue: Queue;
  recognitionDirectory: string;
  counters: Counters;
  /** The address people use, without a slash at its end. */
  publicUrl: () => string;
  clock: () => number;
}

type BrainRoute = keyof typeof import('@takt/model/api').brainRoutes;

/** What the processes that answer requests need. */
export function brainHandlers(parts: BrainParts): Handlers<BrainRoute> {
  const { db, regions, clock } = parts;
  const documents = createDocuments(db, clock);
  return {
    ...regionRoutes(regions),
    ...registryRoutes(parts),
    ...effectRoutes(parts),
    ...applicationHandlers(applicationParts(parts)),
    ...retrofitRoutes({ ...parts, terms: parts.retrofit, documents }),
  };
}

/** What the processes that work need: jobs of the queue, those on schedule too. */
export function brainJobs(parts: BrainParts): void {
  effectJobs(parts, parts.queue);
  followCertificates(applicationParts(parts), parts.queue);
}

function applicationParts(parts: BrainParts): ApplicationParts {
  const { db, plant, clock } = parts;
  const documents = createDocuments(db, clock);
  return { ...parts, documents, placeOf: plant.placeOf, evaluate: storedResults(db) };
}
