// Owns what imports are given by the composition.
import type { Terms } from '@takt/model/registry';
import type { Kysely } from 'kysely';
import type { SightParts } from '../plant/bureau-sight.ts';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Documents } from '../platform/documents/index.ts';
import type { Queue } from '../platform/queue/port.ts';

export interface ImportParts {
  db: Kysely<Schema>;
  regions: SightParts['regions'];
  terms: Terms;
  audit: AppendAudit;
  clock: () => number;
}

export interface ImportJobParts extends ImportParts {
  documents: Documents;
  queue: Queue;
}

export interface ImportRouteParts extends ImportParts, SightParts {
  documents: Documents;
  queue: Pick<Queue, 'add'>;
}
