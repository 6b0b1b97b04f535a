// Owns narrowing and sorting lists of applications: to what the caller may see, and what waits for the caller first.
import type { RouteInput } from '@takt/model/api';
import { editableStates, openStates } from '@takt/model/application';
import { type Expression, type ExpressionBuilder, expressionBuilder, type SqlBool } from 'kysely';
import { type BureauSight, bureauSightOf } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { RecognitionApplicationTable, RecognitionSchemeTable } from '../platform/database/schema/recognition.ts';
import type { RegistryEnterpriseTable } from '../platform/database/schema/registry.ts';
import type { ApplicationParts } from './parts.ts';
import { ownEnterprises } from './record.ts';

interface Joined {
  a: RecognitionApplicationTable;
  e: RegistryEnterpriseTable;
  recognition_schemes: RecognitionSchemeTable;
}
type Builder = ExpressionBuilder<Joined, 'a' | 'e'>;

const builder = () => expressionBuilder<Joined, 'a' | 'e'>();

export function filterOf(
  parts: ApplicationParts,
  caller: Caller,
  query: RouteInput<'applications.list'>['query'],
  sight: BureauSight,
): Expression<SqlBool> {
  const e = builder();
  const { scheme, countsAs, state, district, enterprise, subject, mine } = query;
  const all: Expression<SqlBool>[] = [seen(e, sight, ownEnterprises(parts, caller))];
  if (scheme) all.push(e('a.scheme', '=', scheme));
  if (state === 'open') all.push(e('a.state', 'in', openStates));
  else if (state) all.push(e('a.state', '=', state));
  if (countsAs) {
    const schemes = e.selectFrom('recognition_schemes').select('recognition_schemes.id');
    all.push(e('a.scheme', 'in', schemes.where('recognition_schemes.counts_as', '=', countsAs)));
  }
  if (district) all.push(e('a.district', '=', parts.regions.canonical(district)));
  if (enterprise) all.push(e('a.enterprise', '=', enterprise));
  if (subject) all.push(e('a.subject', '=', subject));
  if (mine) all.push(waitsFor(e, parts, caller));
  return e.and(all);
}

/** Bureaus see what was handed in; the enterprise its drafts, too. */
function seen(e: Builder, { districts }: BureauSight, own: readonly string[]): Expression<SqlBool> {
  const handedIn = e('a.applied_on', 'is not', null);
  return e.or([
    ...(districts === 'all' ? [handedIn] : []),
    ...(districts !== 'all' && districts.length > 0 ? [e.and([handedIn, e('a.district', 'in', districts)])] : []),
    ...(own.length > 0 ? [e('e.plant_enterprise', 'in', own)] : []),
  ]);
}

function waitsFor(e: Builder, parts: ApplicationParts, caller: Caller): Expression<SqlBool> {
  const { city } = parts.regions;
  const review = bureauSightOf(parts, caller, 'recognition.review').districts;
  const own = ownEnterprises(parts, caller).filter((code) =>
    caller.may('recognition.apply', { level: 'enterprise', code }),
  );
  const waiting: Expression<SqlBool>[] = [];
  if (caller.may('recognition.decide', { level: 'city', code: city.code }))
    waiting.push(e('a.state', '=', 'city_decision'));
  if (review === 'all') waiting.push(e('a.state', '=', 'district_review'));
  else if (review.length > 0)
    waiting.push(e.and([e('a.state', '=', 'district_review'), e('a.district', 'in', review)]));
  if (own.length > 0) waiting.push(e.and([e('a.state', 'in', editableStates), e('e.plant_enterprise', 'in', own)]));
  return e.or(waiting);
}

/** 0 for what waits for the caller, 1 for the rest. */
export function tasksFirst(parts: ApplicationParts, caller: Caller): Expression<number> {
  const e = builder();
  return e
    .case()
    .when(waitsFor(e, parts, caller))
    .then(0)
    .else(1)
    .end();
}
