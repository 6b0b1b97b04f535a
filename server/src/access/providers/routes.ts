// Owns signing in at an identity provider (OpenID Connect).
import type { Handlers } from '../../platform/http/index.ts';
import { type Outcome, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../index.ts';

export function providerRoutes(_parts: AccessParts): Handlers<'provider.start' | 'provider.callback'> {
  const later = async (): Promise<Outcome<never>> => refuse('unavailable', 'not there yet');
  return {
    'provider.start': later,
    'provider.callback': later,
  };
}
