// Owns what somebody may see of what a bureau keeps: records of their districts, and those of their own enterprise.
import type { Permission, Place } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { Regions } from '@takt/model/regions';
import type { Caller } from '../platform/caller.ts';

/** A record of the registry, a project, an application: it counts in a district and is an enterprise's. */
export interface BureauRecord {
  /** Code of the region. */
  district: string;
  /** Code of the plant's enterprise it is connected with; null: with none. */
  plantEnterprise: string | null;
}

export interface BureauSight {
  /** Codes of districts all of whose records are seen; `all`: of every one, in whatever district. */
  districts: 'all' | readonly string[];
  /** Codes of enterprises of the plant whose own records are seen, wherever they are. */
  enterprises: readonly string[];
}

export interface SightParts {
  regions: Regions;
  placeOf(scope: Scope): Place | undefined;
}

/** For lists: what to narrow a query to. */
export function bureauSightOf({ regions, placeOf }: SightParts, caller: Caller, permission: Permission): BureauSight {
  if (caller.mayEverywhere(permission)) return { districts: 'all', enterprises: [] };
  const districts = regions.districts
    .map(({ code }) => code)
    .filter((code) => caller.may(permission, { level: 'district', code }));
  const enterprises = new Set<string>();
  for (const { scope } of caller.grants) {
    if (scope.level === 'platform' || scope.level === 'city' || scope.level === 'district') continue;
    const code = placeOf(scope)?.enterprise;
    if (code !== undefined && caller.may(permission, { level: 'enterprise', code })) enterprises.add(code);
  }
  return { districts, enterprises: [...enterprises] };
}

/** For one record: whether the permission is held where it counts, or at the enterprise it is connected with. */
export function mayAtRecord(caller: Caller, permission: Permission, record: BureauRecord): boolean {
  if (caller.mayEverywhere(permission)) return true;
  if (caller.may(permission, { level: 'district', code: record.district })) return true;
  return (
    record.plantEnterprise !== null && caller.may(permission, { level: 'enterprise', code: record.plantEnterprise })
  );
}
