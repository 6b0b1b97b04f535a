// Owns freezing months: what a month was when it was over, kept once and never changed.

import { startOfDay } from '@takt/model/calendar';
import {
  addMonths,
  countOn,
  dayOf,
  type Forecast,
  isShare,
  lastDayOf,
  monthOf,
  targetIndicators,
} from '@takt/model/targets';
import type { Kysely } from 'kysely';
import { inParts } from '../platform/database/in-parts.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import type { FigureParts, TargetFigures } from './figures.ts';
import { readHoldings } from './holdings.ts';
import { planKey, readPlans } from './plans.ts';

type Snapshot = Row<'target_snapshots'>;

/** Frozen later than so many days after its end, nobody knows any more what was under way in it. */
const freshDays = 3;
const dayMs = 86_400_000;

/** Freezes every month that is over and is not frozen yet, since Takt is in use. Answers how many. */
export async function freezeMonths(parts: FigureParts & { figures: TargetFigures }): Promise<number> {
  const { db, clock, regions } = parts;
  const { timeZone } = regions.city;
  const last = addMonths(monthOf(dayOf(clock(), timeZone)), -1);
  const first = await firstMonth(db, timeZone);
  let frozen = 0;
  for (let month = first; month !== undefined && month <= last; month = addMonths(month, 1)) {
    await freeze(parts, month);
    frozen++;
  }
  return frozen;
}

/** The one after the last that is frozen; where none is, the one in which the first record was written. */
async function firstMonth(db: Kysely<Schema>, timeZone: string): Promise<string | undefined> {
  const { month } = await db
    .selectFrom('target_snapshots')
    .select((e) => e.fn.max('month').as('month'))
    .executeTakeFirstOrThrow();
  if (month !== null) return addMonths(month, 1);
  const certificates = db.selectFrom('certificates').select((e) => e.fn.min('recorded_at').as('at'));
  const projects = db.selectFrom('retrofit_projects').select((e) => e.fn.min('created_at').as('at'));
  const plans = db.selectFrom('targets').select((e) => e.fn.min('set_at').as('at'));
  const rows = await certificates.unionAll(projects).unionAll(plans).execute();
  const moments = rows.flatMap(({ at }) => (at === null ? [] : [Number(at)]));
  return moments.length === 0 ? undefined : monthOf(dayOf(Math.min(...moments), timeZone));
}

async function freeze(
  { db, clock, regions, figures }: FigureParts & { figures: TargetFigures },
  month: string,
): Promise<void> {
  const now = clock();
  const year = Number(month.slice(0, 4));
  const day = lastDayOf(month);
  const { timeZone, code: city } = regions.city;
  const endedAt = startOfDay(Date.parse(day) + 1.5 * dayMs, timeZone);
  const fresh = now - endedAt < freshDays * dayMs;
  const plans = await readPlans(db, year);
  const counts = countOn(await readHoldings(db, timeZone), [day]);
  const present = await figures.of(year);
  const codes = [city, ...regions.districts.map(({ code }) => code)];
  const rows = targetIndicators.flatMap((indicator) =>
    codes.flatMap((region): Snapshot[] => {
      const { achieved, pipeline, forecast } = present.figure(region, indicator);
      const counted = [...(counts.get(indicator) ?? [])].filter(([code]) => region === city || code === region);
      const held = isShare(indicator) ? achieved : counted.reduce((sum, [, of]) => sum + (of[0] ?? 0), 0);
      if (held === null) return [];
      return [
        {
          month,
          region,
          indicator,
          plan: plans.get(planKey({ region, indicator }))?.plan ?? null,
          achieved: held,
          pipeline: fresh ? pipeline : null,
          forecast: fresh ? medianOf(forecast) : null,
          frozen_at: now,
        },
      ];
    }),
  );
  // As a whole or not at all; whoever else was faster has frozen the same month.
  await db.transaction().execute(async (transaction) => {
    for (const part of inParts(rows, 100))
      await transaction
        .insertInto('target_snapshots')
        .values(part)
        .onConflict((conflict) => conflict.columns(['month', 'region', 'indicator']).doNothing())
        .execute();
  });
}

function medianOf(forecast: Forecast): number | null {
  return forecast.kind === 'range' ? forecast.median : null;
}
