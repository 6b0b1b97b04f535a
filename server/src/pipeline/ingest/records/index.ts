// Public surface of the lists ingest keeps, for processes that only show them.
import type { Kysely } from 'kysely';
import type { Schema } from '../../../platform/database/index.ts';
import type { PlantView } from '../../plant-view.ts';
import { listPending } from './pending.ts';
import { listQuarantine } from './quarantine.ts';
import { listRefused } from './refused.ts';

export function recordLists(db: Kysely<Schema>, plant: Pick<PlantView, 'bySource'>) {
  return {
    pending: () => listPending(db, plant),
    refused: (limit: number) => listRefused(db, limit),
    quarantine: (limit: number) => listQuarantine(db, limit),
  };
}
