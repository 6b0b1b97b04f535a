// Owns where an import may write, and whose imports somebody sees.
import type { Permission } from '@takt/model/access';
import type { ImportKind } from '@takt/model/imports';
import { type BureauSight, bureauSightOf, type SightParts } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { Row } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';

/** Decided when the file comes, and asked for again when it is applied. */
export type Reach =
  | { level: 'city' }
  | { level: 'district'; code: string }
  /** Code of an enterprise of the plant: its own records alone. */
  | { level: 'enterprise'; code: string };

type ReachColumns = Pick<Row<'registry_imports'>, 'district' | 'plant_enterprise'>;

export function reachOf({ district, plant_enterprise }: ReachColumns): Reach {
  if (plant_enterprise !== null) return { level: 'enterprise', code: plant_enterprise };
  return district === null ? { level: 'city' } : { level: 'district', code: district };
}

export function reachColumns(reach: Reach): ReachColumns {
  return {
    district: reach.level === 'district' ? reach.code : null,
    plant_enterprise: reach.level === 'enterprise' ? reach.code : null,
  };
}

export function writePermission(kind: ImportKind): Permission {
  return kind === 'projects' ? 'projects.write' : 'registry.write';
}

/** What a caller may see and write; `whole`: every district there is. */
export function importSight(
  parts: SightParts,
  caller: Caller,
  permission: Permission,
): BureauSight & { whole: boolean } {
  const sight = bureauSightOf(parts, caller, permission);
  const whole = sight.districts === 'all' || sight.districts.length === parts.regions.districts.length;
  return { ...sight, whole };
}

/** @param wanted Code or name of the district somebody narrows the import to; absent: all they may, where that is one place. */
export function chooseReach(
  parts: SightParts,
  caller: Caller,
  kind: ImportKind,
  wanted: string | undefined,
): Outcome<Reach> {
  const { whole, districts, enterprises } = importSight(parts, caller, writePermission(kind));
  if (wanted !== undefined) {
    const code = parts.regions.canonical(wanted);
    const known = parts.regions.district(wanted) !== undefined;
    if (known && (whole || districts.includes(code))) return done({ level: 'district', code });
    return refuse('forbidden', 'you may not import into this district', [
      { field: 'district', reason: 'is no district you may write' },
    ]);
  }
  if (whole) return done({ level: 'city' });
  const [first, ...more] = [
    ...(districts === 'all' ? [] : districts).map((code): Reach => ({ level: 'district', code })),
    ...enterprises.map((code): Reach => ({ level: 'enterprise', code })),
  ];
  if (!first) return refuse('forbidden', 'you may not import this');
  if (more.length === 0) return done(first);
  return refuse('invalid', 'say into which district', [
    { field: 'district', reason: 'is required, as you may write several' },
  ]);
}

export function mayReach(parts: SightParts, caller: Caller, kind: ImportKind, reach: Reach): boolean {
  const { whole, districts, enterprises } = importSight(parts, caller, writePermission(kind));
  if (whole) return true;
  if (reach.level === 'city') return false;
  return reach.level === 'district' ? districts.includes(reach.code) : enterprises.includes(reach.code);
}
