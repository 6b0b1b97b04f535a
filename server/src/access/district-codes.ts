// Owns that districts in grants, tokens and consents go by their codes: however somebody named one, and whatever was written before the
// regions were known.
import { formatGrantScope, type GrantScope, type Place, parseGrantScope } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

type PlaceOf = (scope: Scope) => Place | undefined;

export function canonicalScope(scope: GrantScope, placeOf: PlaceOf): GrantScope {
  return scope.level === 'district' ? { ...scope, code: placeOf(scope)?.code ?? scope.code } : scope;
}

/** Rewrites what names a district otherwise than by its code; the same district, so nobody comes to see more or less. */
export async function nameDistrictsByCode(db: Kysely<Schema>, placeOf: PlaceOf): Promise<void> {
  const canonical = (text: string) => formatGrantScope(canonicalScope(parseGrantScope(text), placeOf));
  await db.transaction().execute(async (transaction) => {
    const grants = await transaction.selectFrom('grants').selectAll().where('scope', 'like', 'district:%').execute();
    for (const { user_id, role, scope, ...given } of grants) {
      if (canonical(scope) === scope) continue;
      await transaction
        .insertInto('grants')
        .values({ user_id, role, scope: canonical(scope), ...given })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await transaction
        .deleteFrom('grants')
        .where('user_id', '=', user_id)
        .where('role', '=', role)
        .where('scope', '=', scope)
        .execute();
    }
    const consents = await transaction
      .selectFrom('consents')
      .select('bureau')
      .distinct()
      .where('bureau', 'like', 'district:%')
      .execute();
    for (const { bureau } of consents)
      if (canonical(bureau) !== bureau)
        await transaction
          .updateTable('consents')
          .set({ bureau: canonical(bureau) })
          .where('bureau', '=', bureau)
          .execute();
    const tokens = await transaction
      .selectFrom('api_tokens')
      .select('scope')
      .distinct()
      .where('scope', 'like', 'district:%')
      .execute();
    for (const { scope } of tokens)
      if (scope !== null && canonical(scope) !== scope)
        await transaction
          .updateTable('api_tokens')
          .set({ scope: canonical(scope) })
          .where('scope', '=', scope)
          .execute();
  });
}
