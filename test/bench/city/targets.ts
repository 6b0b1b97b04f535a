// Owns the plans of the synthetic city: of every district, this year and the last.
import { isShare, targetIndicators } from '@takt/model/targets';
import type { CityContext, Rows } from './context.ts';

export function makeTargets({ districts, cityCode, today, now, random }: CityContext): Required<Pick<Rows, 'targets'>> {
  const year = Number(today.slice(0, 4));
  const set = { set_at: now, set_by: 'system', set_by_name: 'system', revision: 1 };
  return {
    targets: [year - 1, year].flatMap((of) =>
      [cityCode, ...districts].flatMap((region) =>
        targetIndicators.map((indicator) => ({
          year: of,
          region,
          indicator,
          plan: isShare(indicator) ? 0.7 : random.between(5, 400) * (region === cityCode ? 40 : 1),
          ...set,
        })),
      ),
    ),
  };
}
