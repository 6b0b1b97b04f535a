// Owns how schemes are shown: the list of all versions, and one with its confirmations.
import type { RouteAnswer } from '@takt/model/api';
import { localParts } from '@takt/model/calendar';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { RecognitionParts } from '../parts.ts';
import { type Confirmation, inForceOn, type KeptScheme, readConfirmations, readKept, unverifiedOf } from './rows.ts';

type Listed = RouteAnswer<'schemes.list'>[number];

/** Today as an ISO date in the city's time zone. */
export function todayOf({ regions, clock }: Pick<RecognitionParts, 'regions' | 'clock'>): string {
  return localParts(clock(), regions.city.timeZone).date;
}

export async function listSchemes(parts: RecognitionParts): Promise<Listed[]> {
  const [kept, confirmations] = await Promise.all([readKept(parts.db), readConfirmations(parts.db)]);
  const inForce = inForceOn(kept, todayOf(parts));
  return kept.map((one) => listed(one, inForce.includes(one.scheme), confirmations));
}

function listed({ scheme, ...kept }: KeptScheme, inForce: boolean, confirmations: readonly Confirmation[]): Listed {
  const { criteria, ...rest } = scheme;
  const unverified = unverifiedOf(scheme, confirmations).length;
  return { ...rest, ...kept, inForce, criteria: criteria.length, unverified };
}

export async function showScheme(
  parts: RecognitionParts,
  id: string,
  version: number,
): Promise<Outcome<RouteAnswer<'schemes.get'>>> {
  const [kept, confirmations] = await Promise.all([readKept(parts.db, id), readConfirmations(parts.db, id)]);
  const found = kept.find(({ scheme }) => scheme.version === version);
  if (!found) return refuse('not_found', `there is no version ${version} of a scheme "${id}"`);
  const { scheme, ...about } = found;
  const said = confirmations
    .filter((one) => one.version === version)
    .map(({ criterion, confirmed, note, at, actor_name }) => ({
      criterion,
      confirmed: confirmed === 1,
      note,
      at,
      byName: actor_name,
    }));
  return done({
    scheme,
    ...about,
    inForce: inForceOn(kept, todayOf(parts)).includes(scheme),
    unverified: unverifiedOf(scheme, confirmations),
    confirmations: said,
    versions: kept.map(({ scheme: one, createdAt, createdByName, origin }) => {
      const { validFrom, validTo } = one;
      return { version: one.version, validFrom, validTo: validTo ?? null, origin, createdAt, createdByName };
    }),
  });
}
