// Owns what one has of one’s own: sessions, profile, password, second factor.
import type { Handlers } from '../../platform/http/index.ts';
import { type Outcome, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../index.ts';

export function sessionRoutes(
  _parts: AccessParts,
): Handlers<
  | 'sessions.list'
  | 'sessions.revoke'
  | 'sessions.revokeOthers'
  | 'profile.put'
  | 'profile.password'
  | 'secondFactor.begin'
  | 'secondFactor.confirm'
  | 'secondFactor.recoveryCodes'
  | 'secondFactor.remove'
> {
  const later = async (): Promise<Outcome<never>> => refuse('unavailable', 'not there yet');
  return {
    'sessions.list': later,
    'sessions.revoke': later,
    'sessions.revokeOthers': later,
    'profile.put': later,
    'profile.password': later,
    'secondFactor.begin': later,
    'secondFactor.confirm': later,
    'secondFactor.recoveryCodes': later,
    'secondFactor.remove': later,
  };
}
