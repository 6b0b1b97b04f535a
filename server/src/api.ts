// Owns the api role: pages, HTTP and sockets over what the other roles know, wherever those run.
import { resolve } from 'node:path';
import type { Kysely } from 'kysely';
import type { Access } from './access/index.ts';
import { aggregateRoutes } from './aggregates/index.ts';
import { auditRoutes } from './audit/index.ts';
import { type BrainParts, brainHandlers } from './brain.ts';
import type { Config } from './config.ts';
import type { CredentialHandlers } from './devices/credentials/index.ts';
import { type DeviceFeed, deviceRoutes } from './devices/index.ts';
import { createKpiQueries } from './pipeline/kpi/index.ts';
import type { PlantRegistry } from './plant/index.ts';
import type { Schema } from './platform/database/index.ts';
import type { Handlers, HttpAccess } from './platform/http/index.ts';
import type { TelemetryStore } from './platform/telemetry-store/port.ts';
import { systemRoutes } from './system/index.ts';

/** Where the built web app lies. */
const webDirectory = resolve(import.meta.dirname, '../../web/dist');

export interface ApiParts {
  config: Config;
  db: Kysely<Schema>;
  store: TelemetryStore;
  plant: PlantRegistry;
  access: Access;
  feed: DeviceFeed;
  /** What the fold tells of facts. */
  facts: Pick<Parameters<typeof createKpiQueries>[0], 'gate' | 'horizon' | 'restatements'>;
  backlogMs: () => number;
  credentials: CredentialHandlers;
  brain: BrainParts;
  clock: () => number;
}

export function apiSurface(parts: ApiParts): { handlers: Handlers; access: HttpAccess; webDirectory: string } {
  const { config, db, store, plant, access, feed, facts, backlogMs, credentials, brain, clock } = parts;
  const kpi = createKpiQueries({ store, plant, ...facts });
  const handlers: Handlers = {
    ...plant.routes,
    ...access.routes,
    ...auditRoutes({ db }),
    ...aggregateRoutes({
      plant,
      consents: access.directory.consents,
      kpis: (part, input) => createKpiQueries({ store, plant: part, ...facts }).kpis(input),
      clock,
    }),
    ...deviceRoutes({ plant, store, feed }),
    ...credentials,
    ...brainHandlers({ ...brain, consents: access.directory.consents }),
    ...systemRoutes({ demonstration: config.demonstration, clock, backlogMs }),
    'kpis.query': ({ query }) => kpi.kpis(query),
    'timeline.query': ({ query }) => kpi.timeline(query),
    'stops.query': ({ query }) => kpi.stops(query),
    'shifts.query': ({ query }) => kpi.shifts(query),
    'restatements.list': ({ query }) => kpi.restatements(query),
  };
  return { handlers, access: access.http, webDirectory };
}
