// Public surface of yearly plans: what is planned for a region, and when a plan is met.

/** Counts of certificates and projects, and a share. */
export const targetIndicators = [
  'digital_workshops',
  'smart_factories',
  'national_basic',
  'national_advanced',
  'national_excellent',
  'national_leading',
  'retrofit_projects',
  'retrofit_projects_closed',
  'key_process_nc_rate',
] as const;
export type TargetIndicator = (typeof targetIndicators)[number];
