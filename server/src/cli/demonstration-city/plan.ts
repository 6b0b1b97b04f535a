// Owns how much of what there is in each district of the demonstration city: in 两江新区 and 綦江 as the first users have it.
import type { District } from '@takt/model/regions';

export interface DistrictPlan {
  enterprises: number;
  projects: number;
  digitalWorkshops: number;
  smartFactories: number;
}

const liangjiang = '5001LJ';
const qijiang = '500110';

/** Without the enterprise of the demonstration plant and what it has. */
const known: Readonly<Record<string, DistrictPlan>> = {
  [liangjiang]: { enterprises: 150, projects: 350, digitalWorkshops: 107, smartFactories: 22 },
  [qijiang]: { enterprises: 25, projects: 23, digitalWorkshops: 6, smartFactories: 1 },
  '5001GX': { enterprises: 40, projects: 70, digitalWorkshops: 22, smartFactories: 5 },
  '5001WS': { enterprises: 8, projects: 7, digitalWorkshops: 2, smartFactories: 0 },
};
const byArea: Readonly<Record<string, number>> = { central: 16, metropolitan: 14, northeast: 6, southeast: 5 };

/** By what part of the city it lies in, and no two alike. */
function weightOf({ area, code }: District): number {
  return (byArea[area ?? ''] ?? 8) * (0.5 + (Number(code) % 11) / 10);
}

export const cityEnterprises = 600;

/** Districts with their plans; together {@link cityEnterprises} enterprises with that of the demonstration plant. */
export function planOf(districts: readonly District[]): Map<District, DistrictPlan> {
  const given = Object.values(known).reduce((sum, { enterprises }) => sum + enterprises, 1);
  const others = districts.filter(({ code }) => known[code] === undefined);
  const weight = others.reduce((sum, district) => sum + weightOf(district), 0);
  let left = cityEnterprises - given;
  let weightLeft = weight;
  const plans = new Map<District, DistrictPlan>();
  for (const district of districts) {
    const own = known[district.code];
    if (own) {
      plans.set(district, own);
      continue;
    }
    const mine = weightOf(district);
    const enterprises = Math.max(1, Math.round((left * mine) / weightLeft));
    left -= enterprises;
    weightLeft -= mine;
    plans.set(district, {
      enterprises,
      projects: Math.round(enterprises * 1.1),
      digitalWorkshops: Math.round(enterprises * 0.35),
      smartFactories: Math.floor(enterprises * 0.08),
    });
  }
  return plans;
}
