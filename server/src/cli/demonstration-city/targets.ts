// Owns the yearly plans of the demonstration city: a little more than came of it, as plans are.
import type { TargetIndicator } from '@takt/model/targets';
import { momentOf } from './dates.ts';
import { provenance } from './enterprises.ts';
import type { CityRows } from './rows.ts';

const counted: readonly TargetIndicator[] = ['digital_workshops', 'smart_factories', 'retrofit_projects'];

/** Some plan what they reach, some more. */
const ambition = [1.05, 1.25, 1, 1.12, 1.4, 1.08, 0.95] as const;

/** For this year and the one before; the whole city's is what its districts' add up to. */
export function addTargets(
  rows: CityRows,
  {
    today,
    city,
    districts,
    holdOf,
  }: {
    today: string;
    city: string;
    districts: readonly string[];
    /** What a district has of it at the end of the year, or up to today: certificates, or projects approved within it. */
    holdOf: (indicator: TargetIndicator, district: string, year: number) => number;
  },
): void {
  const { recorded_by: set_by, recorded_by_name: set_by_name } = provenance(today);
  const year = Number(today.slice(0, 4));
  for (const back of [1, 0]) {
    const set_at = momentOf(`${year - back}-01-15`);
    const set = { set_at, set_by, set_by_name, revision: 1 };
    for (const indicator of counted) {
      let sum = 0;
      for (const [index, region] of districts.entries()) {
        const held = holdOf(indicator, region, year - back);
        const plan = Math.ceil(held * (ambition[index % ambition.length] ?? 1));
        if (plan === 0) continue;
        sum += plan;
        rows.targets.push({ year: year - back, region, indicator, plan, ...set });
      }
      rows.targets.push({ year: year - back, region: city, indicator, plan: sum, ...set });
    }
    rows.targets.push({ year: year - back, region: city, indicator: 'key_process_nc_rate', plan: 0.7, ...set });
  }
}
