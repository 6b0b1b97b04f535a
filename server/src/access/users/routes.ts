// Owns managing accounts and their roles.
import type { Handlers } from '../../platform/http/index.ts';
import { type Outcome, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../index.ts';

export function userRoutes(
  _parts: AccessParts,
): Handlers<
  'users.list' | 'users.get' | 'users.invite' | 'users.put' | 'users.grants' | 'users.reset' | 'users.signOut'
> {
  const later = async (): Promise<Outcome<never>> => refuse('unavailable', 'not there yet');
  return {
    'users.list': later,
    'users.get': later,
    'users.invite': later,
    'users.put': later,
    'users.grants': later,
    'users.reset': later,
    'users.signOut': later,
  };
}
