// Owns what stands behind the routes of accounts and their roles.
import type { Handlers } from '../../platform/http/index.ts';
import { done } from '../../platform/outcome.ts';
import { createUsers, type UsersParts } from './index.ts';

type Names =
  | 'users.list'
  | 'users.get'
  | 'users.invite'
  | 'users.put'
  | 'users.grants'
  | 'users.reset'
  | 'users.signOut';

export function userRoutes(parts: UsersParts): Handlers<Names> {
  const users = createUsers(parts);
  return {
    'users.list': async ({ caller }) => done(users.list(caller)),
    'users.get': async ({ params, caller }) => users.get(caller, params.id),
    'users.invite': ({ body, caller }) => users.invite(caller, body),
    'users.put': ({ params, body, caller }) => users.put(caller, params.id, body),
    'users.grants': ({ params, body, caller }) => users.grants(caller, params.id, body),
    'users.reset': ({ params, caller }) => users.reset(caller, params.id),
    'users.signOut': ({ params, caller }) => users.signOut(caller, params.id),
  };
}
