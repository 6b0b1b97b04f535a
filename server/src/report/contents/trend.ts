// Owns how counts went from month to month, as it is known now.
import { addMonths, isShare, lastDayOf, type TargetIndicator } from '@takt/model/targets';
import type { FiguresPort } from '../parts.ts';

export interface Trend {
  /** Ascending, the month of the report last. */
  months: readonly string[];
  series: readonly { indicator: TargetIndicator; values: readonly number[] }[];
}

const months = 13;
/** What is drawn and listed even where it is nothing yet. */
const always: readonly TargetIndicator[] = ['digital_workshops', 'smart_factories'];

/** `codes`: districts the region is made of. `day`: until which the last month is counted. */
export async function readTrend(
  { countsOn }: FiguresPort['targets'],
  { month, day, codes }: { month: string; day: string; codes: ReadonlySet<string> },
): Promise<Trend> {
  const all = Array.from({ length: months }, (_, index) => addMonths(month, index - months + 1));
  const counts = await countsOn(all.map((one) => (one === month ? day : lastDayOf(one))));
  const held = [...counts].flatMap(([indicator, byRegion]) => {
    const parts = [...byRegion].flatMap(([code, of]) => (codes.has(code) ? [of] : []));
    const values = all.map((_, index) => parts.reduce((sum, of) => sum + (of[index] ?? 0), 0));
    return isShare(indicator) || values.every((value) => value === 0) ? [] : [{ indicator, values }];
  });
  const found = (indicator: TargetIndicator) => held.find((one) => one.indicator === indicator);
  const first = always.map((indicator) => found(indicator) ?? { indicator, values: all.map(() => 0) });
  return { months: all, series: [...first, ...held.filter(({ indicator }) => !always.includes(indicator))] };
}
