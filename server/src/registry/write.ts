// Owns how the registry is written: one writer after the other, each naming the revision it saw, every change in the audit log.
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { AuditRecord } from '../platform/audit/index.ts';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { type Outcome, type Refusal, refuse } from '../platform/outcome.ts';
import type { RegistryParts } from './parts.ts';
import type { Enterprise } from './sight.ts';

export type Db = Kysely<Schema>;

type Provenance = Pick<Row<'figures'>, 'origin' | 'recorded_at' | 'recorded_by' | 'recorded_by_name' | 'import'>;

/** What is written by hand is declared by whoever writes it. */
export function declaredBy({ clock }: Pick<RegistryParts, 'clock'>, caller: Caller): Provenance {
  const { actor, actorName } = attribution(caller);
  return { origin: 'declared', recorded_at: clock(), recorded_by: actor, recorded_by_name: actorName, import: null };
}

export const newId = () => randomUUID();

/**
 * Nobody else writes to the registry meanwhile, so that what `work` reads stays as it is until it is done; a refusal is answered
 * before anything is written.
 */
export function inTurn<T>({ db }: RegistryParts, work: (transaction: Transaction<Schema>) => Promise<Outcome<T>>) {
  return db.transaction().execute(async (transaction) => {
    // What every entry of the audit log counts up: writers follow one another from here on.
    await transaction
      .updateTable('audit_head')
      .set((e) => ({ entries: e.ref('entries') }))
      .execute();
    return work(transaction);
  });
}

/** Undefined where the revision is the one that was seen. */
export function staleness(
  row: { name: string; revision: number; recorded_at: number; recorded_by_name: string },
  seen: number,
): Refusal | undefined {
  if (row.revision === seen) return undefined;
  const when = new Date(row.recorded_at).toISOString();
  const detail = `"${row.name}" was changed by ${row.recorded_by_name} at ${when}; look at it again`;
  return { kind: 'conflict', detail };
}

export const refused = (refusal: Refusal): Outcome<never> => ({ ok: false, refusal });

export function invalid(errors: readonly { field: string; reason: string }[]): Outcome<never> {
  return refuse('invalid', 'see errors', [...errors]);
}

/** Kinds of records in the audit log. */
export type Kind = 'registry_enterprise' | 'registry_site' | 'registry_workshop' | 'equipment' | 'contact' | 'figure';

/** It belongs to the enterprise of the plant where there is one, and else to the district. */
export function auditRecord(
  caller: Caller,
  { district, plant_enterprise }: Pick<Enterprise, 'district' | 'plant_enterprise'>,
  about: { action: string; kind: Kind; code: string; before: unknown; after: unknown },
): AuditRecord {
  const scope = plant_enterprise === null ? `district:${district}` : `enterprise:${plant_enterprise}`;
  return { ...attribution(caller), outcome: 'done', ...about, scope };
}
