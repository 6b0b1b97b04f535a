// Owns consents: given and withdrawn by the enterprise, seen by it and by the bureau they were given to.
import { randomUUID } from 'node:crypto';
import { type Bureau, type Consent, type FieldGroup, fieldGroups, isInForce, type Place } from '@takt/model/access';
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import type { Scope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../../platform/audit/index.ts';
import { attribution, type Caller } from '../../platform/caller.ts';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import { done, type Outcome, type Refusal, refuse } from '../../platform/outcome.ts';
import type { Directory } from '../directory/index.ts';
import { canonicalBureau, formatBureau, parseBureau } from './bureau.ts';
import { sightOf } from './sight.ts';

export type SentConsent = RouteAnswer<'consents.list'>[number];
type Request = RouteInput<'consents.grant'>['body'];

export interface ConsentParts {
  db: Kysely<Schema>;
  directory: Directory;
  plant: { placeOf(scope: Scope): Place | undefined; name(level: Scope['level'], code: string): string | undefined };
  audit: AppendAudit;
  clock: () => number;
}

const longestYears = 3;

/** What was seen under each consent: how often, and when last. */
type Uses = ReadonlyMap<string, { disclosures: number; lastDisclosureAt: number | null }>;

export async function listConsents(parts: ConsentParts, caller: Caller, enterprise?: string): Promise<SentConsent[]> {
  const { db, directory, plant } = parts;
  const sight = sightOf(caller, 'consents.read', plant.placeOf);
  const seen = [...directory.consents()].filter(
    (consent) => sight.sees(consent) && (enterprise ?? consent.enterprise) === consent.enterprise,
  );
  const uses = await usesOf(
    db,
    seen.map(({ id }) => id),
  );
  return seen
    .sort((a, b) => b.granted_at - a.granted_at || (a.id < b.id ? -1 : 1))
    .map((consent) => sentConsent(parts, consent, uses));
}

/** That the caller may do so for the enterprise was asked before. */
export async function grantConsent(parts: ConsentParts, caller: Caller, body: Request): Promise<Outcome<SentConsent>> {
  const { directory, plant, audit, clock } = parts;
  const now = clock();
  const place = plant.placeOf({ level: 'enterprise', code: body.enterprise });
  const bureau = canonicalBureau(parseBureau(body.bureau), plant.placeOf);
  const refusal = refusalOf({ ...body, bureau }, place, now);
  if (refusal) return { ok: false, refusal };
  const row: Row<'consents'> = {
    id: randomUUID(),
    enterprise: body.enterprise,
    bureau: formatBureau(bureau),
    groups: JSON.stringify(fieldGroups.filter((group) => body.groups.includes(group))),
    purpose: body.purpose,
    from_at: now,
    until_at: body.until,
    granted_at: now,
    granted_by: caller.name,
    withdrawn_at: null,
    withdrawn_by: null,
  };
  const outcome = await directory.change(async (transaction) => {
    await transaction.insertInto('consents').values(row).execute();
    await audit(transaction, recordOf(caller, 'consents.grant', row, null, detailsOf(row)));
    return done(undefined);
  });
  return outcome.ok ? answerOf(parts, row.id) : outcome;
}

export async function withdrawConsent(parts: ConsentParts, caller: Caller, id: string): Promise<Outcome<SentConsent>> {
  const { directory, audit, clock } = parts;
  const outcome = await directory.change(async (transaction) => {
    const row = await transaction.selectFrom('consents').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row || !caller.may('consents.write', { level: 'enterprise', code: row.enterprise }))
      return refuse('not_found', 'there is no such consent of an enterprise of yours');
    const now = clock();
    if (row.withdrawn_at !== null) return refuse('conflict', 'the consent was withdrawn before');
    if (now >= row.until_at) return refuse('conflict', 'the consent is over');
    const change = { withdrawn_at: now, withdrawn_by: caller.name };
    await transaction.updateTable('consents').set(change).where('id', '=', id).execute();
    const after = detailsOf({ ...row, ...change });
    await audit(transaction, recordOf(caller, 'consents.withdraw', row, detailsOf(row), after));
    return done(undefined);
  });
  return outcome.ok ? answerOf(parts, id) : outcome;
}

function refusalOf(
  body: Omit<Request, 'bureau'> & { bureau: Bureau },
  place: Place | undefined,
  now: number,
): Refusal | undefined {
  const errors: Refusal['errors'] = [];
  const { bureau } = body;
  const within = bureau.level === 'city' ? place?.cities : place?.districts;
  if (bureau.level !== 'platform' && !within?.includes(bureau.code))
    errors.push({ field: 'bureau', reason: `the enterprise has no site in a ${bureau.level} "${bureau.code}"` });
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + longestYears);
  if (body.until <= now) errors.push({ field: 'until', reason: 'must be in the future' });
  if (body.until > latest.getTime())
    errors.push({ field: 'until', reason: `must be at most ${longestYears} years ahead, ${latest.toISOString()}` });
  return errors.length > 0 ? { kind: 'invalid', detail: 'such a consent cannot be given', errors } : undefined;
}

function recordOf(
  caller: Caller,
  action: string,
  { id, enterprise }: Row<'consents'>,
  before: unknown,
  after: unknown,
) {
  const scope = `enterprise:${enterprise}`;
  const about = { action, outcome: 'done' as const, kind: 'consent', code: id, scope };
  return { ...attribution(caller), ...about, before, after };
}

function detailsOf(row: Row<'consents'>) {
  const { enterprise, bureau, purpose, from_at: from, until_at: until, withdrawn_at: withdrawnAt } = row;
  return { enterprise, bureau, groups: JSON.parse(row.groups) as FieldGroup[], purpose, from, until, withdrawnAt };
}

async function answerOf(parts: ConsentParts, id: string): Promise<Outcome<SentConsent>> {
  const consent = [...parts.directory.consents()].find((one) => one.id === id);
  if (!consent) return refuse('unavailable', 'the consent is not known yet');
  return done(sentConsent(parts, consent, await usesOf(parts.db, [id])));
}

async function usesOf(db: Kysely<Schema>, consents: readonly string[]): Promise<Uses> {
  const uses = new Map<string, { disclosures: number; lastDisclosureAt: number | null }>();
  for (const ids of inParts(consents, 5000)) {
    const rows = await db
      .selectFrom('disclosures')
      .select((e) => ['consent', e.fn.sum<number>('count').as('times'), e.fn.max('last_at').as('last')])
      .where('consent', 'in', ids)
      .groupBy('consent')
      .execute();
    for (const { consent, times, last } of rows)
      uses.set(consent, { disclosures: Number(times), lastDisclosureAt: last });
  }
  return uses;
}

type Known = ReturnType<Directory['consents']> extends Iterable<infer One> ? One : never;

function sentConsent({ plant, clock }: ConsentParts, consent: Known, uses: Uses): SentConsent {
  const { id, enterprise, purpose, from, until, withdrawnAt } = consent;
  return {
    id,
    enterprise,
    enterpriseName: plant.name('enterprise', enterprise) ?? enterprise,
    bureau: formatBureau(consent.bureau),
    groups: [...consent.groups],
    purpose,
    from,
    until,
    state: stateOf(consent, clock()),
    grantedAt: consent.granted_at,
    grantedBy: consent.granted_by,
    withdrawnAt,
    withdrawnBy: consent.withdrawn_by,
    ...(uses.get(id) ?? { disclosures: 0, lastDisclosureAt: null }),
  };
}

function stateOf(consent: Consent, now: number): SentConsent['state'] {
  if (consent.withdrawnAt !== null) return 'withdrawn';
  return isInForce(consent, now) ? 'in_force' : 'expired';
}
