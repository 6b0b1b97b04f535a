// Owns how a bureau is written: `platform`, `city:<code>` or `district:<code>`.
import type { Bureau, Place } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';

export function parseBureau(text: string): Bureau {
  const colon = text.indexOf(':');
  if (colon < 0) return { level: 'platform' };
  return { level: text.slice(0, colon) === 'city' ? 'city' : 'district', code: text.slice(colon + 1) };
}

export function formatBureau(bureau: Bureau): string {
  return bureau.level === 'platform' ? 'platform' : `${bureau.level}:${bureau.code}`;
}

/** A district goes by its code, however it was named. */
export function canonicalBureau(bureau: Bureau, placeOf: (scope: Scope) => Place | undefined): Bureau {
  return bureau.level === 'district' ? { ...bureau, code: placeOf(bureau)?.code ?? bureau.code } : bureau;
}
