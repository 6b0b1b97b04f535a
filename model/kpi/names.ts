// Owns the names of the KPIs and the reasons one may be without a value.

export const kpiNames = [
  'oee',
  'availability',
  'effectiveness',
  'qualityRatio',
  'nee',
  'teep',
  'allocationEfficiency',
  'utilisationEfficiency',
  'technicalEfficiency',
  'setupRate',
  'fpy',
  'scrapRatio',
  'reworkRatio',
  'throughputPerHour',
  'mtbfMs',
  'mttfMs',
  'mttrMs',
  'energyPerGoodUnitWh',
] as const;
export type KpiName = (typeof kpiNames)[number];

/** Why a KPI is null: never 0, never 100 % for lack of data. */
export const nullReasons = [
  'no_data',
  'not_scheduled',
  'no_production_time',
  'no_pieces',
  'no_quality_count',
  'no_inspection',
  'no_failures',
  'no_energy',
] as const;
export type NullReason = (typeof nullReasons)[number];

/** KPI values: fractions of one, pieces per hour, ms or Wh as the name says. */
export type Kpis = Record<KpiName, number | null>;
