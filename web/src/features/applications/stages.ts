// Owns how far an application is on its way.
import type { ApplicationState } from './application-data.ts';

export const stages = ['self_check', 'district', 'city', 'certificate'] as const;

const current: Readonly<Record<ApplicationState, (typeof stages)[number] | undefined>> = {
  draft: 'self_check',
  self_checked: 'self_check',
  returned: 'self_check',
  district_review: 'district',
  city_decision: 'city',
  approved: undefined,
  rejected: undefined,
  withdrawn: undefined,
};

/** Of each stage whether it is done, where it stands now, or to come. What ended without a certificate stands nowhere. */
export function stagesOf(state: ApplicationState): { stage: (typeof stages)[number]; is: 'done' | 'now' | 'later' }[] {
  const now = current[state];
  const at = state === 'approved' ? stages.length : now === undefined ? -1 : stages.indexOf(now);
  return stages.map((stage, index) => ({ stage, is: index < at ? 'done' : index === at ? 'now' : 'later' }));
}
