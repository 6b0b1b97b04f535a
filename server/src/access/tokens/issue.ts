// Owns making and ending API tokens: never more than their owner may, never for ever.
import { randomUUID } from 'node:crypto';
import { coversScope, formatGrantScope, type GrantScope, holds, type Permission } from '@takt/model/access';
import type { RouteInput } from '@takt/model/api';
import type { Transaction } from 'kysely';
import type { AppendAudit } from '../../platform/audit/index.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import { done, type Outcome, type Refusal, refuse } from '../../platform/outcome.ts';
import type { Account, Directory } from '../directory/index.ts';
import { canonicalScope } from '../district-codes.ts';
import { createSecret, hashOf } from '../secret-text.ts';
import { accountRecords } from '../users/records.ts';
import type { PlaceOf } from '../users/standing.ts';
import { type ApiToken, tokenPrefix } from './index.ts';

const dayMs = 86_400_000;
export const longestDays = 400;
/** Over, but still shown for so long. */
const shownWhenOverMs = 30 * dayMs;
const mostPerAccount = 50;
/** Characters after the prefix by which a token is told from others. */
const startLength = 4;

export interface IssueParts {
  directory: Directory;
  plant: { placeOf: PlaceOf };
  audit: AppendAudit;
  clock: () => number;
}
type Request = Omit<RouteInput<'tokens.create'>['body'], 'scope'> & { scope: GrantScope | null };

/** The token itself is in the answer and nowhere else. `caller`: who makes it, the owner or an operator. */
export async function issueToken(
  { directory, plant, audit, clock }: IssueParts,
  caller: Caller,
  owner: Account,
  asked: Request,
): Promise<Outcome<{ token: string; row: ApiToken }>> {
  const request = { ...asked, scope: asked.scope && canonicalScope(asked.scope, plant.placeOf) };
  const refusal = refusalOf(owner, request, plant.placeOf, clock());
  if (refusal) return { ok: false, refusal };
  const token = createSecret(tokenPrefix);
  return directory.change(async (transaction) => {
    const now = clock();
    if ((await countAfterClearing(transaction, owner.id, now)) >= mostPerAccount)
      return refuse('conflict', `an account has at most ${mostPerAccount} API tokens: end one first`);
    const row: ApiToken = {
      id: randomUUID(),
      user_id: owner.id,
      token_hash: hashOf(token),
      name: request.name,
      start: token.slice(0, tokenPrefix.length + startLength),
      permissions: JSON.stringify([...new Set(request.permissions)]),
      scope: request.scope && formatGrantScope(request.scope),
      created_at: now,
      last_used_at: null,
      expires_at: request.expiresAt,
    };
    await transaction.insertInto('api_tokens').values(row).execute();
    await audit(transaction, ...records(caller, 'tokens.create', owner, row, plant.placeOf));
    return done({ token, row });
  });
}

export async function revokeToken(
  parts: IssueParts,
  caller: Caller,
  owner: Account,
  id: string,
): Promise<Outcome<undefined>> {
  return parts.directory.change(async (transaction) => {
    const [row] = await transaction
      .deleteFrom('api_tokens')
      .where('id', '=', id)
      .where('user_id', '=', owner.id)
      .returningAll()
      .execute();
    if (!row) return refuse('not_found', 'you have no such API token');
    await parts.audit(transaction, ...records(caller, 'tokens.revoke', owner, row, parts.plant.placeOf));
    return done(undefined);
  });
}

function refusalOf(owner: Account, request: Request, placeOf: PlaceOf, now: number): Refusal | undefined {
  const { permissions, scope, expiresAt } = request;
  const errors = permissions.flatMap((permission, index) => {
    const reason = reasonAgainst(owner, permission);
    return reason ? [{ field: `permissions.${index}`, reason }] : [];
  });
  if (scope && !isOwn(owner, scope, placeOf)) {
    errors.push({ field: 'scope', reason: `there is no ${formatGrantScope(scope)} in what the roles cover` });
  }
  if (expiresAt <= now) errors.push({ field: 'expiresAt', reason: 'must be in the future' });
  if (expiresAt > now + longestDays * dayMs)
    errors.push({ field: 'expiresAt', reason: `must be at most ${longestDays} days ahead` });
  return errors.length > 0 ? { kind: 'invalid', detail: 'such a token cannot be made', errors } : undefined;
}

function reasonAgainst({ grants }: Account, permission: Permission): string | undefined {
  if (permission === 'public' || permission === 'self')
    return 'is not for tokens: what is public needs none, and what is one’s own is not done with one';
  return holds(grants, permission) ? undefined : `${permission} is in none of the roles`;
}

function isOwn({ grants }: Account, scope: GrantScope, placeOf: PlaceOf): boolean {
  if (scope.level !== 'platform' && placeOf(scope) === undefined) return false;
  return grants.some((grant) => coversScope(grant.scope, scope, placeOf));
}

async function countAfterClearing(transaction: Transaction<Schema>, userId: string, now: number): Promise<number> {
  await transaction
    .deleteFrom('api_tokens')
    .where('user_id', '=', userId)
    .where('expires_at', '<', now - shownWhenOverMs)
    .execute();
  const { count } = await transaction
    .selectFrom('api_tokens')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

function records(caller: Caller, action: string, { login, grants }: Account, row: ApiToken, placeOf: PlaceOf) {
  const { id, name, start, scope, expires_at: expiresAt } = row;
  const permissions = JSON.parse(row.permissions) as Permission[];
  const state = { grants, owner: login, id, name, start, permissions, scope, expiresAt };
  const [before, after] = action === 'tokens.create' ? [null, state] : [state, null];
  return accountRecords({ caller, action, login, about: { kind: 'token', code: id }, before, after }, placeOf);
}
