// Owns consents and the list of what was disclosed under them.
import type { Handlers } from '../../platform/http/index.ts';
import { type Outcome, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../index.ts';

export function consentRoutes(
  _parts: AccessParts,
): Handlers<'consents.list' | 'consents.grant' | 'consents.withdraw' | 'disclosures.list' | 'disclosures.export'> {
  const later = async (): Promise<Outcome<never>> => refuse('unavailable', 'not there yet');
  return {
    'consents.list': later,
    'consents.grant': later,
    'consents.withdraw': later,
    'disclosures.list': later,
    'disclosures.export': later,
  };
}
