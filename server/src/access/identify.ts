// Owns finding out who asks: by the cookie of a session, by an API token, or nobody.
import { type Permission, parseGrantScope } from '@takt/model/access';
import type { Caller } from '../platform/caller.ts';
import type { Sender } from '../platform/http/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { type CallerSurroundings, createCaller } from './caller.ts';
import type { Account, Directory } from './directory/index.ts';
import { type Sessions, sessionCookie } from './sessions/index.ts';
import { type ApiToken, type Tokens, tokenPrefix } from './tokens/index.ts';

interface IdentifyParts {
  directory: Directory;
  sessions: Pick<Sessions, 'find'>;
  tokens: Pick<Tokens, 'find' | 'spend'>;
  surroundings: CallerSurroundings;
}

export function createIdentify({ directory, sessions, tokens, surroundings }: IdentifyParts) {
  const active = (id: string): Account | undefined => {
    const account = directory.account(id);
    return account?.state === 'active' ? account : undefined;
  };

  async function byToken(sender: Sender, authorization: string): Promise<Outcome<Caller>> {
    const [, secret] = /^Bearer (\S{1,200})$/i.exec(authorization) ?? [];
    const token = secret?.startsWith(tokenPrefix) ? await tokens.find(secret) : undefined;
    const account = token && active(token.user_id);
    if (!token || !account) return refuse('unauthorized', 'the API token is not valid, or not any more');
    const refusal = await tokens.spend(token.id);
    if (refusal) return { ok: false, refusal };
    const identity = {
      ...sender,
      actor: `token:${token.id}`,
      name: `${account.name} (${token.name})`,
      account,
      sessionId: undefined,
      tokenId: token.id,
      token: { permissions: permissionsOf(token), scope: token.scope === null ? null : parseGrantScope(token.scope) },
    };
    return done(createCaller(identity, surroundings));
  }

  return async (sender: Sender): Promise<Outcome<Caller>> => {
    if (sender.authorization !== undefined) return byToken(sender, sender.authorization);
    const secret = sender.cookie(sessionCookie);
    const { session, effects } = secret === undefined ? {} : await sessions.find(secret, sender);
    const account = session && active(session.user_id);
    const identity = account
      ? { actor: `user:${account.id}`, name: account.name, account, sessionId: session.id }
      : { actor: 'anonymous', name: 'anonymous', account: undefined, sessionId: undefined };
    return done(createCaller({ ...sender, ...identity, tokenId: undefined }, surroundings), effects);
  };
}

function permissionsOf(token: ApiToken): Permission[] {
  return JSON.parse(token.permissions) as Permission[];
}
