// Owns the composition of the industry brain: what a bureau keeps, plans, follows and decides, over facts the pipeline tells.
import type { Consent } from '@takt/model/access';
import type { Regions } from '@takt/model/regions';
import type { Terms } from '@takt/model/registry';
import type { RetrofitTerms } from '@takt/model/retrofit';
import type { Kysely } from 'kysely';
import { type ApplicationParts, applicationHandlers, followCertificates } from './application/index.ts';
import { cockpitRoutes } from './cockpit/index.ts';
import { effectJobs, effectRoutes } from './effect/index.ts';
import type { PlantRegistry } from './plant/index.ts';
import type { AppendAudit } from './platform/audit/index.ts';
import type { Counters } from './platform/counters/port.ts';
import type { Schema } from './platform/database/index.ts';
import { createDocuments } from './platform/documents/index.ts';
import type { Handlers } from './platform/http/index.ts';
import type { Queue } from './platform/queue/port.ts';
import type { TelemetryStore } from './platform/telemetry-store/port.ts';
import {
  askEvaluation,
  createEvaluate,
  evaluateNightly,
  keepShippedSchemes,
  recognitionRoutes,
} from './recognition/index.ts';
import { regionRoutes } from './region/index.ts';
import { registryRoutes } from './registry/index.ts';
import { importJobs, importRoutes } from './registry-import/index.ts';
import { type FiguresPort, reportJobs, reportRoutes } from './report/index.ts';
import { retrofitRoutes } from './retrofit/index.ts';
import { createTargetFigures, keepMonths, listTargets, type TargetFigures, targetRoutes } from './targets/index.ts';

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
export function brainHandlers(parts: BrainParts & { consents(): Iterable<Consent> }): Handlers<BrainRoute> {
  const { db, plant, regions, terms, clock } = parts;
  const figures = createTargetFigures(parts);
  const documents = createDocuments(db, clock);
  return {
    ...regionRoutes(regions),
    ...registryRoutes(parts),
    ...importRoutes({ ...parts, documents, placeOf: plant.placeOf }),
    ...effectRoutes(parts),
    ...recognitionRoutes(parts),
    ...applicationHandlers(applicationParts(parts)),
    ...retrofitRoutes({ ...parts, terms: parts.retrofit, documents }),
    ...targetRoutes({ ...parts, figures }),
    ...cockpitRoutes({ ...parts, targets: targetsOf(parts, figures), sectors: terms.sectors }),
    ...reportRoutes({ ...parts, documents }),
  };
}

/** What the processes that work need: jobs of the queue, those on schedule too. */
export function brainJobs(parts: BrainParts): void {
  const documents = createDocuments(parts.db, parts.clock);
  const figures = createTargetFigures(parts);
  importJobs({ ...parts, documents });
  effectJobs(parts, parts.queue);
  evaluateNightly(parts);
  followCertificates(applicationParts(parts), parts.queue);
  keepMonths(parts.queue, { ...parts, figures });
  reportJobs({ ...parts, documents, figures: reportFigures(parts, figures) });
}

function applicationParts(parts: BrainParts): ApplicationParts {
  const { db, plant, clock } = parts;
  const documents = createDocuments(db, clock);
  return { ...parts, documents, placeOf: plant.placeOf, evaluate: createEvaluate(parts) };
}

/** What must be there before anything is answered or worked on. Rejects where what an operator wrote is wrong. */
export async function prepareBrain(parts: BrainParts): Promise<void> {
  await keepShippedSchemes(parts);
  await askEvaluation(parts.queue);
}

function targetsOf(parts: BrainParts, figures: TargetFigures) {
  const every = parts.regions.districts.map(({ code }) => code);
  return {
    ...figures,
    list: async (year: number) => (await listTargets({ ...parts, figures }, year, every, true)).rows,
  };
}

const nothing = { params: undefined, body: undefined };

/** What a report is made of is asked as whoever reads it would. */
function reportFigures(parts: BrainParts, figures: TargetFigures): FiguresPort {
  const targets = targetsOf(parts, figures);
  const { sectors } = parts.terms;
  return {
    targets,
    cockpit: (region, caller, consents) =>
      cockpitRoutes({ ...parts, targets, sectors, consents: () => consents })['cockpit.get']({
        ...nothing,
        query: { region },
        caller,
      }),
    effects: (scope, caller) => effectRoutes(parts)['effects.query']({ ...nothing, query: { scope }, caller }),
  };
}
