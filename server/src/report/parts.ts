// Owns what reports are given by the composition.
import type { Consent, Place } from '@takt/model/access';
import type { RouteAnswer } from '@takt/model/api';
import type { Scope } from '@takt/model/plant';
import type { Regions } from '@takt/model/regions';
import type { Counts, Forecast, TargetIndicator } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { PlantView } from '../pipeline/plant-view.ts';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Documents } from '../platform/documents/index.ts';
import type { Outcome } from '../platform/outcome.ts';
import type { Queue } from '../platform/queue/port.ts';
import type { TelemetryStore } from '../platform/telemetry-store/port.ts';

export interface ReportParts {
  db: Kysely<Schema>;
  regions: Regions;
  documents: Documents;
  audit: AppendAudit;
  clock: () => number;
}

export interface ReportRouteParts extends ReportParts {
  queue: Pick<Queue, 'add'>;
}

/** What other capabilities tell of a region, to whom they are told it is. */
export interface FiguresPort {
  targets: {
    of(year: number): Promise<{
      figure(
        region: string,
        indicator: TargetIndicator,
      ): { achieved: number | null; pipeline: number | null; forecast: Forecast };
    }>;
    countsOn(days: readonly string[]): Promise<Counts>;
  };
  /** Counted anew. */
  cockpit(region: string, caller: Caller, consents: readonly Consent[]): Promise<Outcome<RouteAnswer<'cockpit.get'>>>;
  effects(scope: Scope, caller: Caller): Promise<Outcome<RouteAnswer<'effects.query'>>>;
}

export interface ReportJobParts extends ReportParts {
  queue: Queue;
  store: Pick<TelemetryStore, 'sumFacts'>;
  plant: Pick<PlantView, 'within'> & { placeOf(scope: Scope): Place | undefined };
  figures: FiguresPort;
}
