// Owns the yearly plans of the demonstration city: a little more than came of it, as plans are.
import type { TargetIndicator } from '@takt/model/targets';
import { momentOf } from './dates.ts';
import { provenance } from './enterprises.ts';
import type { CityRows } from './rows.ts';

const counted: readonly TargetIndicator[] = ['digital_workshops', 'smart_factories', 'retrofit_projects'];

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
    holdOf: (indicator: TargetIndicator, district: string) => number;
  },
): void {
  const { recorded_by: set_by, recorded_by_name: set_by_name } = provenance(today);
  const year = Number(today.slice(0, 4));
  for (const back of [1, 0]) {
    const set_at = momentOf(`${year - back}-01-15`);
    const set = { set_at, set_by, set_by_name, revision: 1 };
    for (const indicator of counted) {
      let sum = 0;
      for (const region of districts) {
        const held = holdOf(indicator, region);
        const plan = Math.max(1, Math.ceil(held * (back === 0 ? 1.08 : 0.92)));
        sum += plan;
        rows.targets.push({ year: year - back, region, indicator, plan, ...set });
      }
      rows.targets.push({ year: year - back, region: city, indicator, plan: sum, ...set });
    }
    rows.targets.push({ year: year - back, region: city, indicator: 'key_process_nc_rate', plan: 0.7, ...set });
  }
}
