// Owns comparing frozen months with what is counted of them now: a difference is written beside them as a correction.
import { type Counts, correctionOf, countOn, isShare, lastDayOf, type TargetIndicator } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import { inParts } from '../platform/database/in-parts.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import type { FigureParts } from './figures.ts';
import { readHoldings } from './holdings.ts';

type Correction = Row<'target_corrections'>;

/** Further back nobody corrects a plan. */
const mostMonths = 36;

/** What was last known of a month, a region and an indicator. */
interface Known {
  value: number;
  at: number;
  corrections: number;
}

/** Answers how many corrections were written. Shares are as the equipment list is now: of them there is no past to compare with. */
export async function correctMonths({ db, regions, clock }: FigureParts): Promise<number> {
  const months = await frozenMonths(db);
  if (months.length === 0) return 0;
  const { timeZone, code: city } = regions.city;
  const days = months.map(lastDayOf);
  const known = await readKnown(db, months);
  const now = countOn(await readHoldings(db, timeZone), days);
  const moments = [...new Set([...known.values()].map(({ at }) => at))];
  const since = new Map<number, Counts>();
  for (const at of moments) since.set(at, countOn(await readHoldings(db, timeZone, at), days));
  const rows: Correction[] = [];
  for (const [key, { value: before, at, corrections }] of known) {
    const [month = '', region = '', indicator = ''] = key.split(' ');
    if (isShare(indicator as TargetIndicator)) continue;
    const index = months.indexOf(month);
    const count = (counts: Counts | undefined) => countAt(counts, indicator as TargetIndicator, region, city, index);
    const after = count(now);
    const reason = correctionOf({ before, after, recordedSince: count(since.get(at)) });
    if (reason === undefined) continue;
    // Of two processes that find the same, one writes it.
    const id = `${month}:${region}:${indicator}:${corrections + 1}`;
    rows.push({ id, month, region, indicator, at: clock(), before, after, reason });
  }
  for (const part of inParts(rows, 100))
    await db
      .insertInto('target_corrections')
      .values(part)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  return rows.length;
}

function countAt(counts: Counts | undefined, indicator: TargetIndicator, region: string, city: string, index: number) {
  const byRegion = counts?.get(indicator);
  if (region !== city) return byRegion?.get(region)?.[index] ?? 0;
  return [...(byRegion?.values() ?? [])].reduce((sum, held) => sum + (held[index] ?? 0), 0);
}

/** Ascending. */
async function frozenMonths(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db
    .selectFrom('target_snapshots')
    .select('month')
    .distinct()
    .orderBy('month', 'desc')
    .limit(mostMonths)
    .execute();
  return rows.map(({ month }) => month).reverse();
}

async function readKnown(db: Kysely<Schema>, months: readonly string[]): Promise<Map<string, Known>> {
  const [first = ''] = months;
  const snapshots = await db.selectFrom('target_snapshots').selectAll().where('month', '>=', first).execute();
  const known = new Map<string, Known>();
  const keyOf = (row: { month: string; region: string; indicator: string }) =>
    `${row.month} ${row.region} ${row.indicator}`;
  for (const row of snapshots) known.set(keyOf(row), { value: row.achieved, at: row.frozen_at, corrections: 0 });
  const corrections = await db
    .selectFrom('target_corrections')
    .select(['month', 'region', 'indicator', 'at', 'after'])
    .where('month', '>=', first)
    .orderBy('at')
    .execute();
  for (const row of corrections) {
    const corrected = (known.get(keyOf(row))?.corrections ?? 0) + 1;
    known.set(keyOf(row), { value: row.after, at: row.at, corrections: corrected });
  }
  return known;
}
