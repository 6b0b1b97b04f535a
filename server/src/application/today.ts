// Owns which day it is where recognition is decided.
import { localParts } from '@takt/model/calendar';
import type { ApplicationParts } from './parts.ts';

/** ISO date in the city's time zone. */
export function today({ clock, regions }: Pick<ApplicationParts, 'clock' | 'regions'>): string {
  return localParts(clock(), regions.city.timeZone).date;
}
