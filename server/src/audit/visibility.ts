// Owns who sees which entries: everything, what is of one's enterprises or nodes, and what one did oneself.
import { policy } from '@takt/model/access';
import { parseScope } from '@takt/model/plant';
import type { ExpressionBuilder, ExpressionWrapper, Kysely, SqlBool } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';

/** Entries in which something visible may be; undefined: all of them. Each is served by an index. */
export type Part =
  | ((e: ExpressionBuilder<Schema, 'audit_entries'>) => ExpressionWrapper<Schema, 'audit_entries', SqlBool>)
  | undefined;

export interface Visibility {
  /** Whatever is visible is in one of these. */
  parts: readonly Part[];
  sees(entry: Pick<Row<'audit_entries'>, 'actor' | 'kind' | 'scope' | 'enterprise'>): boolean;
}

/** Kind of what is refused at the door. It names what somebody else has, and is for who watches over the whole installation. */
const refusedAccess = 'access';

export async function visibilityOf(caller: Caller, db: Kysely<Schema>): Promise<Visibility> {
  if (caller.mayEverywhere('audit.read')) return { parts: [undefined], sees: () => true };
  const actors = await actorsOf(caller, db);
  const scopes = caller.grants
    .filter(({ role }) => policy[role].permissions.includes('audit.read'))
    .map(({ scope }) => scope);
  const enterprises = scopes.flatMap((scope) => (scope.level === 'enterprise' ? [scope.code] : []));
  const narrow = enterprises.length === scopes.length;
  const whole = new Set(enterprises.filter((code) => caller.may('audit.read', { level: 'enterprise', code })));
  const may = remembered((scope) => caller.may('audit.read', parseScope(scope)));
  return {
    parts: narrow
      ? [
          // The nameless one: of nodes whose enterprise was not known when the entry was written.
          ...[...enterprises, ''].map(
            (code): Part =>
              (e) =>
                e('enterprise', '=', code),
          ),
          ...actors.map(
            (actor): Part =>
              (e) =>
                e('actor', '=', actor),
          ),
        ]
      : [undefined],
    sees({ actor, kind, scope, enterprise }) {
      if (actors.includes(actor) && kind !== refusedAccess) return true;
      if (enterprise !== null && whole.has(enterprise)) return true;
      return scope !== null && scope !== 'platform' && may(scope);
    },
  };
}

/** A token is no key to what its owner did otherwise. */
async function actorsOf({ userId, tokenId, actor }: Caller, db: Kysely<Schema>): Promise<string[]> {
  if (tokenId !== undefined || userId === undefined) return [actor];
  const tokens = await db.selectFrom('api_tokens').select('id').where('user_id', '=', userId).execute();
  return [`user:${userId}`, ...tokens.map(({ id }) => `token:${id}`)];
}

function remembered(ask: (scope: string) => boolean): (scope: string) => boolean {
  const answers = new Map<string, boolean>();
  return (scope) => {
    const answer = answers.get(scope) ?? ask(scope);
    answers.set(scope, answer);
    return answer;
  };
}
