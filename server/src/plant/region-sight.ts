// Owns which regions somebody sees figures of: the city, and those of its districts they hold a permission at.
import type { Permission } from '@takt/model/access';
import type { Regions } from '@takt/model/regions';
import type { Caller } from '../platform/caller.ts';

export interface SeenRegions {
  city: boolean;
  /** Codes, in the order of the regions file. */
  districts: readonly string[];
}

export function regionsSeen({ city, districts }: Regions, caller: Caller, permission: Permission): SeenRegions {
  const may = (level: 'city' | 'district', code: string) => caller.may(permission, { level, code });
  return {
    city: may('city', city.code),
    districts: districts.map(({ code }) => code).filter((code) => may('district', code)),
  };
}

/** Whether a region is among them, by its code. */
export function seesRegion({ city }: Regions, seen: SeenRegions, code: string): boolean {
  return code === city.code ? seen.city : seen.districts.includes(code);
}
