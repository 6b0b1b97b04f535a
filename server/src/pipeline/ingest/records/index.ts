// Public surface of the lists ingest keeps, for processes that only show them.
import type { Kysely } from 'kysely';
import type { Schema } from '../../../platform/database/index.ts';
import type { PlantView } from '../../plant-view.ts';
import { listPending } from './pending.ts';
import { listQuarantine, type QuarantineEntry } from './quarantine.ts';
import { listRefused, type RefusedEntry } from './refused.ts';

export function recordLists(db: Kysely<Schema>, plant: Pick<PlantView, 'bySource'>) {
  return {
    pending: () => listPending(db, plant),
    refused: (limit: number, wanted: (entry: RefusedEntry) => boolean) => listRefused(db, limit, wanted),
    quarantine: (limit: number, wanted: (entry: QuarantineEntry) => boolean) => listQuarantine(db, limit, wanted),
  };
}
