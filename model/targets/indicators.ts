// Owns the indicators a yearly plan may name, and what each of them counts.
import type { RecognitionKind } from '../recognition/index.ts';

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

/**
 * `certificates`: those in force on a day, however long ago they were issued. `projects`: those approved, or closed, in the year up
 * to a day. `equipment`: share of pieces at key processes (关键工序数控化率), as the list is now.
 */
export type Counted =
  | { of: 'certificates'; countsAs: RecognitionKind }
  | { of: 'projects'; moment: 'approved' | 'closed' }
  | { of: 'equipment' };

export const countedBy: Readonly<Record<TargetIndicator, Counted>> = {
  digital_workshops: { of: 'certificates', countsAs: 'digital_workshop' },
  smart_factories: { of: 'certificates', countsAs: 'smart_factory' },
  national_basic: { of: 'certificates', countsAs: 'national_basic' },
  national_advanced: { of: 'certificates', countsAs: 'national_advanced' },
  national_excellent: { of: 'certificates', countsAs: 'national_excellent' },
  national_leading: { of: 'certificates', countsAs: 'national_leading' },
  retrofit_projects: { of: 'projects', moment: 'approved' },
  retrofit_projects_closed: { of: 'projects', moment: 'closed' },
  key_process_nc_rate: { of: 'equipment' },
};

/** Whether it is a fraction of one; else it is a count. */
export function isShare(indicator: TargetIndicator): boolean {
  return countedBy[indicator].of === 'equipment';
}
