// Owns whose account somebody gets that a provider vouches for, and which grants the provider's claims give.
import { randomUUID } from 'node:crypto';
import { formatGrant, parseGrant, type SentGrant } from '@takt/model/access';
import { loginSchema } from '@takt/model/api';
import { nameSchema } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { ProviderConfig } from './config.ts';

export type Claims = Readonly<Record<string, unknown>> & { sub: string };

/** What became of the account, for the audit log. */
export interface Arrival {
  user: Row<'users'>;
  made: boolean;
  /** False: neither people nor claims give a role any more. */
  admitted: boolean;
  grants: { before: SentGrant[]; after: SentGrant[] };
}

/** Refused: nobody knows them and no claim gives them a role, the login is taken, or the account is disabled. Writes in the transaction. */
export async function arrive(
  transaction: Kysely<Schema>,
  provider: ProviderConfig,
  claims: Claims,
  now: number,
): Promise<Outcome<Arrival>> {
  const wanted = grantsOf(provider, claims);
  const known = await knownUser(transaction, provider, claims);
  if (known?.state === 'disabled') return refuse('forbidden', 'disabled');
  if (!known && wanted.length === 0) return refuse('forbidden', 'nobody');
  const user = known ?? (await make(transaction, provider, claims, now));
  if (!user) return refuse('conflict', 'login_taken');
  const state = 'active' as const;
  const claimed = { provider: provider.id, provider_subject: claims.sub, state, last_sign_in_at: now };
  await transaction.updateTable('users').set(claimed).where('id', '=', user.id).execute();
  const grants = await replaceGrants(transaction, user.id, provider, wanted, now);
  const admitted = grants.after.length > 0;
  // Whoever has no role any more is out everywhere, not only here.
  if (!admitted) await transaction.deleteFrom('sessions').where('user_id', '=', user.id).execute();
  return done({ user: { ...user, ...claimed }, made: known === undefined, admitted, grants });
}

async function knownUser(transaction: Kysely<Schema>, provider: ProviderConfig, claims: Claims) {
  const users = () => transaction.selectFrom('users').selectAll();
  const own = await users()
    .where('provider', '=', provider.id)
    .where('provider_subject', '=', claims.sub)
    .executeTakeFirst();
  if (own || !provider.linkInvited) return own;
  const login = loginOf(provider, claims);
  if (login === undefined) return undefined;
  return users().where('login', '=', login).where('state', '=', 'invited').executeTakeFirst();
}

async function make(transaction: Kysely<Schema>, provider: ProviderConfig, claims: Claims, now: number) {
  const login = loginOf(provider, claims) ?? `${provider.id}-${randomUUID().slice(0, 8)}`;
  const taken = await transaction.selectFrom('users').select('id').where('login', '=', login).executeTakeFirst();
  if (taken) return undefined;
  const name = nameSchema.safeParse(claims.name);
  return transaction
    .insertInto('users')
    .values({ id: randomUUID(), login, name: name.success ? name.data : login, state: 'active', created_at: now })
    .returningAll()
    .executeTakeFirstOrThrow();
}

function loginOf(provider: ProviderConfig, claims: Claims): string | undefined {
  return loginSchema.safeParse(claims[provider.loginClaim]).data;
}

/** Grants whose claim has the value, or holds it in a list. */
export function grantsOf({ grants }: Pick<ProviderConfig, 'grants'>, claims: Claims): SentGrant[] {
  const fitting = grants.filter(({ claim, value }) => {
    const given = claims[claim];
    return Array.isArray(given) ? given.includes(value) : given === value;
  });
  return fitting.map(({ grant }) => formatGrant(parseGrant(grant)));
}

/** Those the provider gave before and gives no more are taken away; those people gave stay. */
async function replaceGrants(
  transaction: Kysely<Schema>,
  userId: string,
  provider: ProviderConfig,
  wanted: readonly SentGrant[],
  now: number,
) {
  const giver = `provider:${provider.id}`;
  const rows = await transaction.selectFrom('grants').selectAll().where('user_id', '=', userId).execute();
  const before = rows.map(({ role, scope }) => ({ role, scope }) as SentGrant);
  await transaction.deleteFrom('grants').where('user_id', '=', userId).where('granted_by', '=', giver).execute();
  for (const grant of wanted) {
    await transaction
      .insertInto('grants')
      .values({ user_id: userId, ...grant, granted_at: now, granted_by: giver })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const left = await transaction.selectFrom('grants').selectAll().where('user_id', '=', userId).execute();
  return { before, after: left.map(({ role, scope }) => ({ role, scope }) as SentGrant) };
}
