// Owns how an application is changed: by whom it is seen, by who may, in a state that allows it, from the revision that was seen.
import { type ApplicationStep, needsReason, type StepPermission, stepFrom } from '@takt/model/application';
import type { Kysely } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { addEvent, conflictAfter, type Event } from './history.ts';
import type { ApplicationParts } from './parts.ts';
import { mayTake } from './permitted.ts';
import { type ApplicationRecord, readApplication, sideOf } from './record.ts';

export const noSuchApplication = () => refuse('not_found', 'there is no such application');

interface Asked {
  id: string;
  revision: number;
  step: ApplicationStep;
  /** As whom the step is taken. */
  permission: StepPermission;
  reason?: string;
}

/** The application, where the caller sees it, may take the step, and saw it as it is. */
export async function openForStep(
  parts: ApplicationParts,
  caller: Caller,
  { id, revision, step, permission, reason = '' }: Asked,
): Promise<Outcome<ApplicationRecord>> {
  const record = await readApplication(parts.db, id);
  if (!record || sideOf(parts, caller, record) === undefined) return noSuchApplication();
  if (!mayTake(parts, caller, permission, record)) return refuse('forbidden', `${step} is not yours to do here`);
  // Whoever came first may have brought it into other hands.
  if (record.revision !== revision || stepFrom(record.state, step)?.permission !== permission)
    return conflictAfter(parts.db, { application: id });
  if (needsReason(step) && reason === '')
    return refuse('invalid', 'see errors', [{ field: 'reason', reason: 'must say why' }]);
  return done(record);
}

type Patch = Partial<Omit<Row<'recognition_applications'>, 'id' | 'revision' | 'updated_at'>>;

/** In the transaction, first of all: false where somebody else came first, and then nothing is written. */
export async function writeChange(
  { clock }: Pick<ApplicationParts, 'clock'>,
  transaction: Kysely<Schema>,
  { id, revision }: Pick<ApplicationRecord, 'id' | 'revision'>,
  patch: Patch,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('recognition_applications')
    .set({ ...patch, updated_at: clock(), revision: revision + 1 })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

/** The change, what belongs to it, and the step that tells of it, together or not at all. */
export async function changeApplication(
  parts: ApplicationParts,
  caller: Caller,
  record: ApplicationRecord,
  change: { patch: Patch; event: Event; also?: (transaction: Kysely<Schema>) => Promise<void> },
): Promise<Outcome<undefined>> {
  const { patch, event, also } = change;
  const written = await parts.db.transaction().execute(async (transaction) => {
    if (!(await writeChange(parts, transaction, record, patch))) return false;
    await addEvent(parts, transaction, caller, aboutOf(record), event);
    await also?.(transaction);
    return true;
  });
  return written ? done(undefined) : conflictAfter(parts.db, { application: record.id });
}

export function aboutOf({ id, number, plantEnterprise, district }: ApplicationRecord) {
  return { application: id, certificate: null, number, plantEnterprise, district };
}
