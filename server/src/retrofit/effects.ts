// Owns a project's effect in short, as its page shows it: what was measured only where the enterprise shares it.
import type { RouteAnswer } from '@takt/model/api';
import type { Caller } from '../platform/caller.ts';
import type { Row } from '../platform/database/index.ts';
import { done, type Outcome } from '../platform/outcome.ts';
import { findProject } from './detail.ts';
import type { RetrofitParts } from './parts.ts';
import { scopesOf } from './scope.ts';
import { noSuchProject } from './write.ts';

type Answer = RouteAnswer<'projects.effects'>;

export async function projectEffects(parts: RetrofitParts, caller: Caller, id: string): Promise<Outcome<Answer>> {
  const found = await findProject(parts, caller, id);
  if (!found) return noSuchProject();
  const results = await parts.db
    .selectFrom('effect_results')
    .selectAll()
    .where('project', '=', id)
    .orderBy('origin', 'desc')
    .orderBy('indicator')
    .execute();
  const measured = results.some(({ origin }) => origin === 'measured');
  const shared = !measured || (await isShared(parts, caller, id, found.enterprise));
  const rows = results.filter(({ origin }) => shared || origin !== 'measured').map(shortOf);
  return done({ notShared: !shared, rows });
}

/** Asked only of what is going to be shown: a yes is a disclosure. */
async function isShared({ db }: RetrofitParts, caller: Caller, id: string, enterprise: string): Promise<boolean> {
  const workshops = (await scopesOf(db, id, enterprise)).flatMap(({ plantWorkshop }) => plantWorkshop ?? []);
  const places = [...new Set(workshops)];
  return places.length > 0 && places.every((code) => caller.may('kpi.read', { level: 'workshop', code }));
}

function shortOf(row: Row<'effect_results'>): Answer['rows'][number] {
  const { origin, verdict, estimate, low, high, coverage } = row;
  const told = origin === 'declared' ? JSON.parse(row.details) : {};
  return {
    indicator: row.indicator as Answer['rows'][number]['indicator'],
    origin,
    verdict,
    reason: row.reason as Answer['rows'][number]['reason'],
    before: told.before ?? null,
    after: told.after ?? null,
    estimate,
    low,
    high,
    daysBefore: row.days_before,
    daysAfter: row.days_after,
    coverage,
    computedAt: row.computed_at,
  };
}
