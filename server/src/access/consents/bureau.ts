// Owns how a bureau is written: `platform` for the city's, `district:<code>` for a district's.
import type { Bureau } from '@takt/model/access';

export function parseBureau(text: string): Bureau {
  return text === 'platform' ? { level: 'platform' } : { level: 'district', code: text.slice('district:'.length) };
}

export function formatBureau(bureau: Bureau): string {
  return bureau.level === 'platform' ? 'platform' : `district:${bureau.code}`;
}
