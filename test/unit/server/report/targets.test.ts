// Frozen months are told as they were frozen, with what was corrected since; districts are ranked by what is known now.
import { expect, test } from 'vitest';
import { frozenLine, rankedBy } from '../../../../server/src/report/contents/targets.ts';

const snapshot = {
  month: '2026-10',
  region: '500110',
  indicator: 'digital_workshops',
  plan: 8,
  achieved: 5,
  pipeline: 2,
  forecast: 7,
  frozen_at: 1,
};
const correction = { ...snapshot, id: 'c', at: 2, before: 5, after: 6, reason: 'registered_late' };

test('what was corrected last counts, what was frozen stays beside it', () => {
  const corrections = [correction, { ...correction, id: 'd', at: 3, before: 6, after: 4, reason: 'changed' }];
  const line = frozenLine({ snapshots: [snapshot], corrections }, '500110', 'digital_workshops');
  expect(line).toMatchObject({ achieved: 4, plan: 8, pipeline: 2, forecast: 7, frozenAt: 1 });
  expect(line?.corrections.map(({ before, after }) => [before, after])).toEqual([
    [5, 6],
    [6, 4],
  ]);
  expect(frozenLine({ snapshots: [snapshot], corrections }, '500101', 'digital_workshops')).toBeUndefined();
});

test('districts are ranked by the corrected share, the city is not among them', () => {
  const lineOf = (region: string, achieved: number, plan: number | null) => ({
    region,
    indicator: 'digital_workshops' as const,
    plan,
    achieved,
    pipeline: null,
    forecast: null,
    frozenAt: 1,
    corrections: [],
  });
  const lines = [lineOf('500000', 9, 10), lineOf('500101', 3, 6), lineOf('500110', 6, 8), lineOf('500112', 9, null)];
  expect(rankedBy(lines, 'digital_workshops', '500000').map(({ region, rank }) => [region, rank])).toEqual([
    ['500110', 1],
    ['500101', 2],
    ['500112', null],
  ]);
  expect(rankedBy(lines, 'smart_factories', '500000')).toEqual([]);
});
