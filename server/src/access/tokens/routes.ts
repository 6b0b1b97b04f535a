// Owns making and ending API tokens.
import { randomUUID } from 'node:crypto';
import { formatGrantScope } from '@takt/model/access';
import type { Handlers } from '../../platform/http/index.ts';
import { done, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../index.ts';
import { createSecret, hashOf } from '../secret-text.ts';
import { tokenPrefix } from './index.ts';

export function tokenRoutes({ db, clock }: AccessParts): Handlers<'tokens.list' | 'tokens.create' | 'tokens.revoke'> {
  return {
    'tokens.list': async () => done([]),
    async 'tokens.create'({ body, caller }) {
      if (caller.userId === undefined || caller.tokenId !== undefined)
        return refuse('forbidden', 'a token is made by somebody who is signed in');
      const token = createSecret(tokenPrefix);
      const { name, permissions, expiresAt } = body;
      const row = {
        id: randomUUID(),
        user_id: caller.userId,
        token_hash: hashOf(token),
        name,
        start: token.slice(0, tokenPrefix.length + 4),
        permissions: JSON.stringify(permissions),
        scope: body.scope === null ? null : formatGrantScope(body.scope),
        created_at: clock(),
        last_used_at: null,
        expires_at: expiresAt,
      };
      await db.insertInto('api_tokens').values(row).execute();
      const { id, start, scope, created_at } = row;
      return done({ id, name, start, permissions, scope, createdAt: created_at, lastUsedAt: null, expiresAt, token });
    },
    'tokens.revoke': async () => refuse('unavailable', 'not there yet'),
  };
}
