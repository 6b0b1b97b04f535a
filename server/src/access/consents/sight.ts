// Owns which consents, and which disclosures under them, a caller sees.
import { type Consent, isSeenFrom, isWithin, type Permission, sidesOf } from '@takt/model/access';
import type { Caller } from '../../platform/caller.ts';
import type { PlaceOf } from '../users/standing.ts';

export interface Sight {
  sees(consent: Pick<Consent, 'enterprise' | 'bureau'>): boolean;
  /** Who runs the installation, not narrowed by a token: nothing needs to be filtered. */
  everything: boolean;
}

export function sightOf(caller: Caller, permission: Permission, placeOf: PlaceOf): Sight {
  if (!caller.holds(permission)) return { sees: () => false, everything: false };
  const sides = sidesOf(caller.grants, permission);
  const narrowedTo = caller.tokenScope ?? null;
  return {
    sees: (consent) =>
      isSeenFrom(sides, consent) && isWithin(narrowedTo, { level: 'enterprise', code: consent.enterprise }, placeOf),
    everything: sides.everything && (narrowedTo === null || narrowedTo.level === 'platform'),
  };
}
