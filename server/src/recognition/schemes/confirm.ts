// Owns confirming a criterion: an officer compared its figure with the document it is from, or found that to be wrong.
import type { RouteInput } from '@takt/model/api';
import { attribution, type Caller } from '../../platform/caller.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { RecognitionParts } from '../parts.ts';
import { mayEditSchemes } from './permitted.ts';
import { readConfirmations, readKept, unverifiedOf } from './rows.ts';

/** What it is already changes nothing and leaves no trace. */
export async function confirmCriterion(
  parts: RecognitionParts,
  caller: Caller,
  { id, version, criterion }: RouteInput<'schemes.confirm'>['params'],
  { confirmed, note }: RouteInput<'schemes.confirm'>['body'],
): Promise<Outcome<undefined>> {
  const { db, audit, clock } = parts;
  if (!mayEditSchemes(parts, caller)) return refuse('forbidden', 'figures of schemes are confirmed by the city');
  return db.transaction().execute(async (transaction) => {
    const kept = (await readKept(transaction, id)).find(({ scheme }) => scheme.version === version);
    const about = kept?.scheme.criteria.find((one) => one.id === criterion);
    if (!kept || !about) return refuse('not_found', `there is no criterion "${criterion}" in this version`);
    const before = !unverifiedOf(kept.scheme, await readConfirmations(transaction, id)).includes(criterion);
    if (before === confirmed) return done(undefined);
    const row = { scheme: id, version, criterion, confirmed: confirmed ? 1 : 0, note: note ?? null };
    const who = { at: clock(), actor: caller.actor, actor_name: caller.name };
    await transaction
      .insertInto('recognition_confirmations')
      .values({ ...row, ...who })
      .execute();
    const code = `${id}/${version}/${criterion}`;
    const record = { action: 'schemes.confirm', outcome: 'done', kind: 'scheme', code, scope: null } as const;
    const after = { confirmed, note: row.note, threshold: about.threshold };
    await audit(transaction, { ...attribution(caller), ...record, before: { confirmed: before }, after });
    return done(undefined);
  });
}
