// Owns random calendars, zones and ranges for the property tests of the calendar.
import { type Calendar, calendarSchema } from '@takt/model/calendar';
import fc from 'fast-check';

export const zones = [
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Havana',
  'Africa/Cairo',
  'Pacific/Apia',
  'UTC',
];
export const zone = fc.constantFrom(...zones);

const day = 86_400_000;
/** Between 2005 and 2035, any millisecond. */
export const moment = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2035, 0) });
/** Two moments at most 40 days apart, in order. */
export const range = fc
  .tuple(moment, fc.integer({ min: 0, max: 40 * day }))
  .map(([from, length]) => ({ from, to: from + length }));

const clock = (minutes: number) => {
  const inDay = minutes % 1440;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
};

/** One to four shifts that cut a day at random minutes, each with at most one break and its own weekdays. */
export const calendar: fc.Arbitrary<Calendar> = fc
  .record({
    cuts: fc.uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 2, maxLength: 5 }),
    weekdays: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), {
      minLength: 5,
      maxLength: 5,
    }),
    pauses: fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 5,
      maxLength: 5,
    }),
    holidays: fc.array(
      moment.map((at) => new Date(at).toISOString().slice(0, 10)),
      { maxLength: 3 },
    ),
    workingDays: fc.array(
      moment.map((at) => new Date(at).toISOString().slice(0, 10)),
      { maxLength: 3 },
    ),
  })
  .map(({ cuts, weekdays, pauses, holidays, workingDays }) => {
    const sorted = [...cuts].sort((a, b) => a - b);
    const shifts = sorted.map((start, index) => {
      const end = sorted[index + 1] ?? (sorted[0] ?? 0) + 1440;
      const pauseFrom = start + Math.floor((pauses[index]?.[1] ?? 0) * (end - start - 1));
      return {
        code: `s${index}`,
        name: `Shift ${index}`,
        start: clock(start),
        end: clock(end),
        weekdays: weekdays[index],
        breaks: pauses[index]?.[0] ? [{ start: clock(pauseFrom), end: clock(pauseFrom + 1) }] : [],
      };
    });
    return { code: 'c', ...calendarSchema.parse({ name: 'random', shifts, holidays, workingDays }) };
  });
