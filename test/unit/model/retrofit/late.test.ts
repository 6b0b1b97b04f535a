// What is late of a project on a day of the city's clock, and how long stages took.
import { localParts } from '@takt/model/calendar';
import { overdueOf, retrofitFileSchema, stageDurations } from '@takt/model/retrofit';
import { expect, it } from 'vitest';

const stages = [
  { stage: 'plan' as const, plannedFrom: '2026-01-01', plannedTo: '2026-03-31', actualFrom: null, actualTo: null },
];
const late = (at: string, timeZone: string) =>
  overdueOf({ stage: 'plan', stages, milestones: [] }, localParts(Date.parse(at), timeZone).date).stage;

it('a stage is late from the day after its planned end on, by the clock of the city', () => {
  // Still the 31st in Chongqing, then the 1st there while it is the 31st in Greenwich.
  expect(late('2026-03-31T15:59:59Z', 'Asia/Shanghai')).toBe(false);
  expect(late('2026-03-31T16:00:00Z', 'Asia/Shanghai')).toBe(true);
  expect(late('2026-03-31T16:00:00Z', 'UTC')).toBe(false);
});

it('milestones are late until they are done; what is over or stopped is never late', () => {
  const milestones = [
    { due: '2026-01-10', done: null },
    { due: '2026-01-10', done: '2026-02-01' },
    { due: '2026-01-20', done: null },
  ];
  expect(overdueOf({ stage: 'plan', stages: [], milestones }, '2026-01-20')).toEqual({ stage: false, milestones: 1 });
  for (const stage of ['closed', 'stopped'] as const)
    expect(overdueOf({ stage, stages, milestones }, '2030-01-01')).toEqual({ stage: false, milestones: 0 });
});

it('durations are medians over the stages that are over, with how many there are', () => {
  const ran = (actualFrom: string | null, actualTo: string | null) => ({
    stage: 'plan' as const,
    actualFrom,
    actualTo,
  });
  const durations = stageDurations([
    ran('2026-01-01', '2026-01-11'),
    ran('2026-01-01', '2026-01-31'),
    ran('2026-01-01', '2026-01-12'),
    ran('2026-01-01', '2026-01-02'),
    ran('2026-01-01', null),
    ran('2026-02-01', '2026-01-01'),
  ]);
  expect(durations.plan).toEqual({ medianDays: 10.5, count: 4 });
  expect(durations.acceptance).toEqual({ medianDays: null, count: 0 });
});

it('the operator’s file may say little, and nothing that has no name', () => {
  expect(retrofitFileSchema.parse({})).toMatchObject({ thresholdYuan: 30_000_000 });
  const named = { code: 'robots', name: { 'zh-CN': '机器人', en: 'Robots' } };
  expect(retrofitFileSchema.parse({ types: ['energy', named] }).types).toEqual([{ code: 'energy' }, named]);
  expect(retrofitFileSchema.safeParse({ types: ['robots'] }).success).toBe(false);
  expect(retrofitFileSchema.safeParse({ types: ['energy', 'energy'] }).success).toBe(false);
  expect(retrofitFileSchema.safeParse({ thresholdYuan: -1 }).success).toBe(false);
});
