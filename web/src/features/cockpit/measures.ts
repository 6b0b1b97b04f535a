// Owns what the map and its list can show of districts.
import type { Cockpit, CockpitDistrict } from './cockpit-data.ts';

export const measures = ['share', 'digital_workshops', 'smart_factories', 'projects', 'overdue', 'connected'] as const;
export type Measure = (typeof measures)[number];

/** Null: there is nothing to be shown, as of a share without a target. */
export function measureOf(measure: Measure, district: CockpitDistrict): number | null {
  const target = (indicator: string) => district.targets.find((one) => one.indicator === indicator);
  switch (measure) {
    case 'share': {
      const { plan = null, achieved = null } = target('digital_workshops') ?? {};
      return plan === null || plan <= 0 || achieved === null ? null : achieved / plan;
    }
    case 'digital_workshops':
    case 'smart_factories':
      return target(measure)?.achieved ?? 0;
    case 'projects':
    case 'overdue':
      return district[measure];
    case 'connected':
      return district.connectedWorkshops;
  }
}

/** Largest first, what has none last; equal ones as they come. */
export function orderedBy(
  measure: Measure,
  districts: Cockpit['districts'],
): { district: CockpitDistrict; value: number | null }[] {
  return districts
    .map((district) => ({ district, value: measureOf(measure, district) }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
}
