// Owns what applications and certificates are made of.
import type { Place } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { CriterionResult, Scheme } from '@takt/model/recognition';
import type { Regions } from '@takt/model/regions';
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Counters } from '../platform/counters/port.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Documents } from '../platform/documents/index.ts';

/** What becomes of each criterion of a scheme that counts for the purpose, as of now. */
export type Evaluate = (
  subject: { kind: 'workshop' | 'enterprise'; id: string },
  scheme: Scheme,
  purpose: 'application' | 'recheck',
) => Promise<CriterionResult[]>;

export interface ApplicationParts {
  db: Kysely<Schema>;
  regions: Regions;
  placeOf(scope: Scope): Place | undefined;
  documents: Documents;
  audit: AppendAudit;
  evaluate: Evaluate;
  counters: Counters;
  /** The address people use, without a slash at its end. */
  publicUrl: () => string;
  clock: () => number;
}
