// Owns what stands behind the routes of one's own API tokens.
import type { Permission } from '@takt/model/access';
import type { RouteAnswer } from '@takt/model/api';
import type { Kysely } from 'kysely';
import type { Caller } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { done, refuse } from '../../platform/outcome.ts';
import type { ApiToken } from './index.ts';
import { type IssueParts, issueToken, revokeToken } from './issue.ts';

type SentToken = RouteAnswer<'tokens.list'>[number];

export function tokenRoutes(
  parts: IssueParts & { db: Kysely<Schema> },
): Handlers<'tokens.list' | 'tokens.create' | 'tokens.revoke'> {
  const ownerOf = ({ userId }: Caller) => (userId === undefined ? undefined : parts.directory.account(userId));
  const nobody = () => refuse('unauthorized', 'sign in first');
  return {
    async 'tokens.list'({ caller }) {
      const owner = ownerOf(caller);
      if (!owner) return nobody();
      const rows = await parts.db
        .selectFrom('api_tokens')
        .selectAll()
        .where('user_id', '=', owner.id)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return done(rows.map(sent));
    },
    async 'tokens.create'({ body, caller }) {
      const owner = ownerOf(caller);
      if (!owner) return nobody();
      const issued = await issueToken(parts, caller, owner, body);
      return issued.ok ? done({ ...sent(issued.value.row), token: issued.value.token }) : issued;
    },
    async 'tokens.revoke'({ params, caller }) {
      const owner = ownerOf(caller);
      return owner ? revokeToken(parts, caller, owner, params.id) : nobody();
    },
  };
}

function sent(row: ApiToken): SentToken {
  const { id, name, start, scope } = row;
  const permissions = JSON.parse(row.permissions) as Permission[];
  return {
    id,
    name,
    start,
    permissions,
    scope,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}
