// Who decides over a project, what becomes of it, and which changes send it back to be submitted again.
import { afterAmountChange, approvals, decide, deciderOf, maySubmit, routeOf } from '@takt/model/retrofit';
import { expect, it } from 'vitest';

const threshold = 30_000_000;

it('below the threshold the district decides, from it on the city does after the district', () => {
  expect(routeOf(threshold - 0.01, threshold)).toBe('district');
  expect(routeOf(threshold, threshold)).toBe('district_then_city');
  expect(routeOf(5, 1)).toBe('district_then_city');
});

it('what the district approves is approved, or goes on to the city', () => {
  const submitted = { approval: 'submitted' } as const;
  expect(decide({ ...submitted, route: 'district' }, 'approve')).toBe('approved');
  expect(decide({ ...submitted, route: 'district_then_city' }, 'approve')).toBe('district_approved');
  expect(decide({ approval: 'district_approved', route: 'district_then_city' }, 'approve')).toBe('approved');
});

it('either may return or reject', () => {
  for (const approval of ['submitted', 'district_approved'] as const) {
    expect(decide({ approval, route: 'district_then_city' }, 'return')).toBe('returned');
    expect(decide({ approval, route: 'district_then_city' }, 'reject')).toBe('rejected');
  }
});

it('nothing is decided that nobody submitted, and nothing twice', () => {
  for (const approval of ['draft', 'approved', 'returned', 'rejected'] as const) {
    expect(deciderOf({ approval, route: 'district' })).toBeUndefined();
    expect(decide({ approval, route: 'district' }, 'approve')).toBeUndefined();
  }
  expect(approvals.filter(maySubmit)).toEqual(['draft', 'returned']);
});

it.each([
  // What it was, planned before and after, what it is then.
  ['submitted', 'district', 1e6, 2e6, 'submitted'],
  ['submitted', 'district', 1e6, 3e7, 'draft'],
  ['submitted', 'district_then_city', 4e7, 5e7, 'submitted'],
  ['submitted', 'district_then_city', 4e7, 1e6, 'draft'],
  ['district_approved', 'district_then_city', 4e7, 5e7, 'draft'],
  ['district_approved', 'district_then_city', 4e7, 4e7, 'district_approved'],
  ['approved', 'district', 1e6, 2e6, 'approved'],
  ['approved', 'district', 1e6, 4e7, 'draft'],
  ['approved', 'district_then_city', 4e7, 1e6, 'approved'],
  ['returned', 'district', 1e6, 4e7, 'returned'],
  ['rejected', 'district', 1e6, 4e7, 'rejected'],
] as const)('%s by %s, with %d yuan changed to %d, is %s', (approval, route, before, after, expected) => {
  const result = afterAmountChange({ approval, route, plannedYuan: before }, after, threshold);
  expect(result).toEqual({ approval: expected, route: expected === 'draft' ? null : route });
});
