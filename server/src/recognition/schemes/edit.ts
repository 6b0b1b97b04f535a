// Owns editing a scheme: into a new version that ends the one before it, never into what applications were judged by.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { dayBefore, type Scheme, schemeSchema } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../../platform/caller.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { validate } from '../../platform/validation/index.ts';
import { askEvaluation } from '../evaluation/job.ts';
import type { RecognitionParts } from '../parts.ts';
import { mayEditSchemes } from './permitted.ts';
import { rowOf } from './rows.ts';

type Added = RouteAnswer<'schemes.add'>;

export async function addVersion(
  parts: RecognitionParts,
  caller: Caller,
  id: string,
  { basedOn, ...edited }: RouteInput<'schemes.add'>['body'],
): Promise<Outcome<Added>> {
  const { db, audit, clock } = parts;
  if (!mayEditSchemes(parts, caller)) return refuse('forbidden', 'schemes are edited by the city');
  const outcome = await db.transaction().execute(async (transaction): Promise<Outcome<Scheme>> => {
    const latest = await transaction
      .selectFrom('recognition_schemes')
      .selectAll()
      .where('id', '=', id)
      .orderBy('version', 'desc')
      .executeTakeFirst();
    if (!latest) return refuse('not_found', `there is no scheme "${id}"`);
    if (latest.version !== basedOn) return madeBefore(latest);
    const checked = validate(schemeSchema, { ...edited, id, version: latest.version + 1 });
    if (!checked.ok) return refuse('invalid', 'such a version cannot be', checked.errors);
    const scheme = checked.value;
    const problem = await problemOf(transaction, latest, scheme);
    if (problem) return problem;
    const author = { origin: 'edited', at: clock(), by: caller.actor, name: caller.name } as const;
    const inserted = await transaction
      .insertInto('recognition_schemes')
      .values(rowOf(scheme, author))
      .onConflict((conflict) => conflict.columns(['id', 'version']).doNothing())
      .returning('version')
      .executeTakeFirst();
    if (!inserted) return refuse('conflict', `version ${scheme.version} was made at the same time`);
    await endVersion(transaction, latest, dayBefore(scheme.validFrom));
    const about = { action: 'schemes.add', outcome: 'done', kind: 'scheme', code: id, scope: null } as const;
    await audit(transaction, { ...attribution(caller), ...about, before: JSON.parse(latest.body), after: scheme });
    return done(scheme);
  });
  if (!outcome.ok) return outcome;
  await askEvaluation(parts.queue);
  return done({ id, version: outcome.value.version });
}

function madeBefore({ version, created_by_name: name, created_at: at }: Row<'recognition_schemes'>): Outcome<never> {
  return refuse('conflict', `${name} made version ${version} at ${new Date(at).toISOString()}`);
}

/** What was handed in until now stays judged by the version that was in force on its day. */
async function problemOf(
  transaction: Kysely<Schema>,
  latest: Row<'recognition_schemes'>,
  { validFrom, subject, countsAs }: Scheme,
): Promise<Outcome<never> | undefined> {
  const invalid = (field: string, reason: string) => refuse('invalid', 'such a version cannot be', [{ field, reason }]);
  if (subject !== latest.subject) return invalid('subject', `must stay ${latest.subject}`);
  if (countsAs !== latest.counts_as) return invalid('countsAs', `must stay ${latest.counts_as}`);
  if (validFrom <= latest.valid_from)
    return invalid('validFrom', `must be after ${latest.valid_from}, when version ${latest.version} came into force`);
  const judged = await transaction
    .selectFrom('recognition_applications')
    .select((e) => e.fn.max('applied_on').as('last'))
    .where('scheme', '=', latest.id)
    .where('applied_on', 'is not', null)
    .executeTakeFirst();
  if (judged?.last && validFrom <= judged.last)
    return invalid(
      'validFrom',
      `must be after ${judged.last}: an application of that day was judged by the version before`,
    );
  return undefined;
}

async function endVersion(transaction: Kysely<Schema>, latest: Row<'recognition_schemes'>, day: string): Promise<void> {
  if (latest.valid_to !== null && latest.valid_to <= day) return;
  await transaction
    .updateTable('recognition_schemes')
    .set({ valid_to: day })
    .where('id', '=', latest.id)
    .where('version', '=', latest.version)
    .execute();
}
