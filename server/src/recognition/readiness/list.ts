// Owns the list of what is not recognised yet: what each lacks, nearest first; ordered and narrowed by nothing the caller may not see.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { distanceOf, type Scheme } from '@takt/model/recognition';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { bureauSightOf } from '../../plant/bureau-sight.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { resultsOf } from '../evaluation/rows.ts';
import { readSubjects, type Subject } from '../facts/subject.ts';
import type { RecognitionParts } from '../parts.ts';
import { inForceOn, readConfirmations, readKept, unverifiedOf } from '../schemes/rows.ts';
import { todayOf } from '../schemes/shown.ts';
import { sharedWith, shownResults } from './sharing.ts';

type Input = RouteInput<'readiness.list'>['query'];
type Answer = RouteAnswer<'readiness.list'>;
type E = ExpressionBuilder<Schema, 'recognition_evaluations'>;

export async function listReadiness(parts: RecognitionParts, caller: Caller, query: Input): Promise<Outcome<Answer>> {
  const { db } = parts;
  const scheme = inForceOn(await readKept(db), todayOf(parts)).find(({ id }) => id === query.scheme);
  if (!scheme) return refuse('not_found', `no scheme "${query.scheme}" is in force`);
  if (query.lacking !== undefined && positionOf(scheme, query.lacking) === 0)
    return refuse('invalid', 'there is no such criterion', [
      { field: 'lacking', reason: `"${query.lacking}" is no criterion for applications of this scheme` },
    ]);
  const [shared, confirmations] = await Promise.all([sharedWith(parts, caller), readConfirmations(db, scheme.id)]);
  const wanted = wantedBy(parts, caller, scheme, query, shared);
  const [ordered, counted, evaluated] = await Promise.all([
    db
      .selectFrom('recognition_evaluations')
      .select('subject')
      .where(wanted)
      .orderBy((e) => bySight(e, shared, 'distance', 'open_distance'))
      .orderBy('subject')
      .limit(query.limit)
      .offset(query.offset)
      .execute(),
    db
      .selectFrom('recognition_evaluations')
      .select((e) => e.fn.countAll<number>().as('total'))
      .where(wanted)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('recognition_evaluations')
      .select('evaluated_at')
      .where('scheme', '=', scheme.id)
      .where('version', '=', scheme.version)
      .limit(1)
      .executeTakeFirst(),
  ]);
  const rows = await rowsOf(
    parts,
    caller,
    scheme,
    ordered.map(({ subject }) => subject),
  );
  const unverified = unverifiedOf(scheme, confirmations);
  return done({ scheme, unverified, total: Number(counted.total), evaluatedAt: evaluated?.evaluated_at ?? null, rows });
}

type Shared = Awaited<ReturnType<typeof sharedWith>>;

function wantedBy(parts: RecognitionParts, caller: Caller, scheme: Scheme, query: Input, shared: Shared) {
  const sight = bureauSightOf({ regions: parts.regions, placeOf: parts.plant.placeOf }, caller, 'recognition.read');
  return (e: E): Expression<SqlBool> => {
    const conditions: Expression<SqlBool>[] = [
      e('scheme', '=', scheme.id),
      e('version', '=', scheme.version),
      e('subject', 'not in', recognised(e, scheme, todayOf(parts))),
    ];
    if (query.district !== undefined) conditions.push(e('district', '=', query.district));
    if (sight.districts !== 'all')
      conditions.push(
        e.or([
          ...(sight.districts.length > 0 ? [e('district', 'in', sight.districts)] : []),
          e('enterprise', 'in', connectedWith(e, sight.enterprises)),
        ]),
      );
    if (query.lacking !== undefined) {
      const letters = bySight(e, shared, 'outcomes', 'open_outcomes');
      conditions.push(sql<SqlBool>`substr(${letters}, ${sql.lit(positionOf(scheme, query.lacking))}, 1) <> 'p'`);
    }
    return e.and(conditions);
  };
}

/** Of a criterion among those that count for applications, from 1; 0 where it is none of them. */
function positionOf({ criteria }: Scheme, criterion: string): number {
  return criteria.filter(({ appliesTo }) => appliesTo !== 'recheck').findIndex(({ id }) => id === criterion) + 1;
}

/** What holds a certificate that is in force; read once, and not for each row. */
function recognised(e: E, { countsAs, subject }: Scheme, today: string) {
  return e
    .selectFrom('certificates')
    .select('certificates.subject')
    .where('counts_as', '=', countsAs)
    .where('certificates.subject_kind', '=', subject)
    .where('state', 'in', ['valid', 'warned'])
    .where((c) => c.or([c('valid_until', 'is', null), c('valid_until', '>=', today)]));
}

/** Registry ids of enterprises, by the plant's codes. */
function connectedWith(e: E, codes: readonly string[]) {
  const connected = e.selectFrom('registry_enterprises').select('registry_enterprises.id');
  return codes.length === 0 ? connected.where(sql<SqlBool>`1 = 0`) : connected.where('plant_enterprise', 'in', codes);
}

function bySight<C extends 'distance' | 'outcomes'>(e: E, shared: Shared, whole: C, open: `open_${C}`) {
  if (shared === 'all') return e.ref(whole);
  if (shared.length === 0) return e.ref(open);
  return e
    .case()
    .when(e('enterprise', 'in', connectedWith(e, shared)))
    .then(e.ref(whole))
    .else(e.ref(open))
    .end();
}

async function rowsOf(
  { db }: RecognitionParts,
  caller: Caller,
  { id, subject: kind }: Scheme,
  ids: readonly string[],
): Promise<Answer['rows']> {
  if (ids.length === 0) return [];
  const [kept, subjects] = await Promise.all([
    db
      .selectFrom('recognition_evaluations')
      .select(['subject', 'results', 'evaluated_at'])
      .where('scheme', '=', id)
      .where('subject_kind', '=', kind)
      .where('subject', 'in', ids)
      .execute(),
    readSubjects(db, kind, { ids }),
  ]);
  const bySubject = new Map(kept.map((row) => [row.subject, row]));
  const named = new Map(subjects.map((subject) => [subject.id, subject]));
  return ids.flatMap((one) => {
    const row = bySubject.get(one);
    const subject = named.get(one);
    if (!row || !subject) return [];
    const results = shownResults(caller, subject, resultsOf(row));
    return [{ ...sentSubject(subject), ...distanceOf(results), evaluatedAt: row.evaluated_at, results }];
  });
}

export function sentSubject({ kind, id, name, enterprise, enterpriseName, district, plantEnterprise }: Subject) {
  return { kind, id, name, enterprise, enterpriseName, district, connected: plantEnterprise !== null };
}
