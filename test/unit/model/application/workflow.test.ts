// An application goes its way and no other, and every step is one of the enterprise, the district or the city.
import { describe, expect, test } from 'vitest';
import {
  type ApplicationState,
  type ApplicationStep,
  applicationStates,
  editableStates,
  openStates,
  stepFrom,
  stepsFrom,
} from '../../../../model/application/index.ts';

function walk(...steps: ApplicationStep[]): ApplicationState | undefined {
  return steps.reduce<ApplicationState | undefined>((state, step) => state && stepFrom(state, step)?.to, 'draft');
}

describe('the way of an application', () => {
  test('leads from a draft over self-check, district and city to approval', () => {
    expect(walk('self_check', 'submit', 'accept', 'approve')).toBe('approved');
  });

  test('leads back to the enterprise, which checks itself again before it hands in', () => {
    expect(walk('self_check', 'submit', 'return', 'submit')).toBeUndefined();
    expect(walk('self_check', 'submit', 'return', 'self_check', 'submit')).toBe('district_review');
    expect(walk('self_check', 'submit', 'accept', 'return')).toBe('returned');
  });

  test('skips nobody', () => {
    expect(walk('submit')).toBeUndefined();
    expect(walk('self_check', 'submit', 'approve')).toBeUndefined();
    expect(walk('self_check', 'accept')).toBeUndefined();
  });

  test('ends for good when it is decided, rejected or withdrawn', () => {
    for (const state of ['approved', 'rejected', 'withdrawn'] as const) expect(stepsFrom(state)).toEqual([]);
    expect(openStates).toEqual(['draft', 'self_checked', 'district_review', 'city_decision', 'returned']);
    expect(editableStates).toEqual(['draft', 'self_checked', 'returned']);
  });

  test('lets the enterprise withdraw while it is open, and lets nobody but the district and the city judge', () => {
    for (const state of openStates) expect(stepFrom(state, 'withdraw')?.permission).toBe('recognition.apply');
    for (const state of applicationStates)
      for (const step of ['accept', 'return', 'reject', 'approve'] as const)
        expect(stepFrom(state, step)?.permission).not.toBe('recognition.apply');
  });
});
