// Owns whose measured values a caller may be told: their own, all, or those an enterprise agreed to share with their bureau.
import {
  bureauOf,
  consentedBy,
  covers,
  type FieldGroup,
  isInForce,
  needsConsent,
  policy,
  sameBureau,
} from '@takt/model/access';
import { type CriterionResult, isMeasured, withoutMeasured } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Caller } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { Subject } from '../facts/index.ts';
import type { RecognitionParts } from '../parts.ts';

const permission = 'kpi.read';

/** As the caller may see them; what is shown under a consent is logged as a disclosure, so it is asked only where there is something. */
export function shownResults(caller: Caller, subject: Subject, results: readonly CriterionResult[]): CriterionResult[] {
  if (!results.some(isMeasured) || maySeeMeasured(caller, subject)) return [...results];
  return withoutMeasured(results);
}

function maySeeMeasured(caller: Caller, { plantWorkshop, plantEnterprise }: Subject): boolean {
  if (caller.mayEverywhere(permission)) return true;
  if (plantWorkshop !== null) return caller.may(permission, { level: 'workshop', code: plantWorkshop });
  return plantEnterprise !== null && caller.may(permission, { level: 'enterprise', code: plantEnterprise });
}

/**
 * Codes of the plant's enterprises by whose measured values lists of the caller may be ordered and narrowed; `all`: by every one's.
 * Nothing is disclosed by it alone: each row that is shown asks again.
 */
export async function sharedWith(
  { db, plant, clock }: Pick<RecognitionParts, 'db' | 'plant' | 'clock'>,
  caller: Caller,
): Promise<'all' | string[]> {
  if (caller.mayEverywhere(permission)) return 'all';
  const held = caller.grants.filter(({ role }) => policy[role].permissions.includes(permission));
  // A token that is narrowed to a part is asked row by row only.
  if (held.length === 0 || (caller.tokenScope ?? null) !== null) return [];
  const own = held
    .filter((grant) => !needsConsent(grant, permission) && grant.scope.level === 'enterprise')
    .flatMap(({ scope }) => ('code' in scope ? [scope.code] : []));
  const bureaus = held.filter((grant) => needsConsent(grant, permission));
  if (bureaus.length === 0) return own;
  const agreed = (await consentsOf(db, clock())).filter(({ enterprise, bureau }) => {
    const place = plant.placeOf({ level: 'enterprise', code: enterprise });
    return bureaus.some(({ scope }) => {
      const asking = bureauOf(scope);
      return place && asking && sameBureau(asking, bureau) && covers(scope, place, permission);
    });
  });
  return [...new Set([...own, ...agreed.map(({ enterprise }) => enterprise)])];
}

type Asking = Parameters<typeof sameBureau>[1];

async function consentsOf(db: Kysely<Schema>, now: number): Promise<{ enterprise: string; bureau: Asking }[]> {
  const rows = await db
    .selectFrom('consents')
    .select(['enterprise', 'bureau', 'groups', 'from_at', 'until_at', 'withdrawn_at'])
    .where('withdrawn_at', 'is', null)
    .where('until_at', '>', now)
    .execute();
  const opened = consentedBy[permission] ?? [];
  return rows
    .filter(
      ({ groups, from_at: from, until_at: until, withdrawn_at: withdrawnAt }) =>
        isInForce({ from, until, withdrawnAt }, now) &&
        (JSON.parse(groups) as FieldGroup[]).some((group) => opened.includes(group)),
    )
    .map(({ enterprise, bureau }) => ({ enterprise, bureau: bureauFrom(bureau) }));
}

/** As consents write it: `platform`, `city:<code>` or `district:<code>`. */
function bureauFrom(text: string): Asking {
  const [level, code = ''] = text.split(/:(.*)/s);
  if (level === 'city' || level === 'district') return { level, code };
  return { level: 'platform' };
}
