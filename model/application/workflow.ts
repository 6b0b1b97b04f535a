// Owns the way of an application: draft → self-check → district review → city decision; and who may take which step.
import type { Permission } from '../access/index.ts';

export const applicationStates = [
  'draft',
  'self_checked',
  'district_review',
  'city_decision',
  'approved',
  'rejected',
  'returned',
  'withdrawn',
] as const;
export type ApplicationState = (typeof applicationStates)[number];

export const applicationSteps = ['self_check', 'submit', 'withdraw', 'accept', 'return', 'reject', 'approve'] as const;
export type ApplicationStep = (typeof applicationSteps)[number];

export type StepPermission = Extract<Permission, 'recognition.apply' | 'recognition.review' | 'recognition.decide'>;

interface Step {
  to: ApplicationState;
  /** Held at the enterprise, at the district the application counts in, or at the city. */
  permission: StepPermission;
}

const apply = (to: ApplicationState): Step => ({ to, permission: 'recognition.apply' });
const review = (to: ApplicationState): Step => ({ to, permission: 'recognition.review' });
const decide = (to: ApplicationState): Step => ({ to, permission: 'recognition.decide' });

/** What can be done in a state; in those that are not here nothing can be done any more. */
const steps: Partial<Record<ApplicationState, Partial<Record<ApplicationStep, Step>>>> = {
  draft: { self_check: apply('self_checked'), withdraw: apply('withdrawn') },
  self_checked: {
    self_check: apply('self_checked'),
    submit: apply('district_review'),
    withdraw: apply('withdrawn'),
  },
  returned: { self_check: apply('self_checked'), withdraw: apply('withdrawn') },
  district_review: {
    accept: review('city_decision'),
    return: review('returned'),
    reject: review('rejected'),
    withdraw: apply('withdrawn'),
  },
  city_decision: {
    approve: decide('approved'),
    return: decide('returned'),
    reject: decide('rejected'),
    withdraw: apply('withdrawn'),
  },
};

/** Undefined: not in this state. */
export function stepFrom(state: ApplicationState, step: ApplicationStep): Step | undefined {
  return steps[state]?.[step];
}

export function stepsFrom(state: ApplicationState): ApplicationStep[] {
  return applicationSteps.filter((step) => stepFrom(state, step) !== undefined);
}

/** States in which something is still going to happen; a subject has one such application of a scheme at most. */
export const openStates = applicationStates.filter((state) => steps[state] !== undefined);
/** States in which the enterprise may change what it says. */
export const editableStates = applicationStates.filter((state) => stepFrom(state, 'self_check') !== undefined);

/** Steps that say why: what is not granted is explained to whom it is not granted. */
export function needsReason(step: ApplicationStep): boolean {
  return step === 'return' || step === 'reject';
}
