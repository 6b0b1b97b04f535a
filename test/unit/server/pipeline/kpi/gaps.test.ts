// Completing facts: categories add up to the range; what the calendar does not schedule is not unknown.
import { createSchedule } from '@takt/model/calendar';
import { emptyFacts, lengthMs } from '@takt/model/facts';
import { expect, it } from 'vitest';
import { fillGaps } from '../../../../../server/src/pipeline/kpi/gaps.ts';

const hour = 3_600_000;
const day = Date.UTC(2026, 0, 5);
const schedule = createSchedule(
  {
    code: 'c',
    name: 'Day shift',
    shifts: [{ code: 'd', name: 'Day', start: '08:00', end: '16:00', weekdays: [1, 2, 3, 4, 5, 6, 7], breaks: [] }],
    holidays: [],
    workingDays: [],
  },
  'UTC',
);

it('a machine without facts is unscheduled outside shifts and unknown inside', () => {
  const facts = emptyFacts();
  fillGaps(facts, day, day + 24 * hour, undefined, schedule);
  expect(facts.unscheduledMs).toBe(16 * hour);
  expect(facts.unknownMs).toBe(8 * hour);
});

it('time before and after the facts is completed, time within is left as it is', () => {
  const facts = { ...emptyFacts(), producingMs: 2 * hour };
  fillGaps(facts, day, day + 24 * hour, { from: day + 10 * hour, to: day + 12 * hour }, schedule);
  expect(facts).toMatchObject({ producingMs: 2 * hour, unscheduledMs: 16 * hour, unknownMs: 6 * hour });
  expect(lengthMs(facts)).toBe(24 * hour);
});
