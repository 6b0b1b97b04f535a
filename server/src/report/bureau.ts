// Owns as whom a report is made: as the bureau of its region, however much more or less whoever asked for it may see.
import { type Bureau, type Consent, type Grant, policy } from '@takt/model/access';
import type { Regions } from '@takt/model/regions';
import type { Kysely } from 'kysely';
import { type Caller, system } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';

/** Everybody of the bureau reads it: nothing is in it that needs another consent than one to the bureau. */
export function bureauCaller({ city, district }: Regions, region: string): Caller {
  const grant: Grant =
    region === city.code
      ? { role: 'city_officer', scope: { level: 'city', code: region } }
      : { role: 'district_officer', scope: { level: 'district', code: region } };
  const { permissions } = policy[grant.role];
  return {
    ...system,
    grants: [grant],
    holds: (permission) => permissions.includes(permission),
    mayEverywhere: () => false,
    may(permission, { level, code }) {
      if (!permissions.includes(permission)) return false;
      if (level === 'city') return code === region;
      return level === 'district' && (code === region || (region === city.code && district(code)?.code === code));
    },
  };
}

/** Those that are not withdrawn; whether they are in force is asked where they are used. */
export async function readConsents(db: Kysely<Schema>): Promise<Consent[]> {
  const rows = await db.selectFrom('consents').selectAll().where('withdrawn_at', 'is', null).execute();
  return rows.map(consentOf);
}

function consentOf(row: Row<'consents'>): Consent {
  const { id, enterprise, purpose, from_at: from, until_at: until, withdrawn_at: withdrawnAt } = row;
  return {
    id,
    enterprise,
    bureau: bureauFrom(row.bureau),
    groups: JSON.parse(row.groups),
    purpose,
    from,
    until,
    withdrawnAt,
  };
}

/** `platform`, `city:<code>` or `district:<code>`. */
function bureauFrom(text: string): Bureau {
  const [level, code = ''] = text.split(':', 2);
  return level === 'city' || level === 'district' ? { level, code } : { level: 'platform' };
}
