// Until when a consent is given: whole days of the enterprise's clock, months ahead, what is left of it.
import { describe, expect, test } from 'vitest';
import { daysLeft, endOfDay, monthsAfter, sayUntil } from '../../../../../web/src/features/consents/until.ts';

const zone = 'Asia/Shanghai';

describe('a day some months from now', () => {
  test.each([
    ['2026-01-15', 3, '2026-04-15'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2027-11-30', 3, '2028-02-29'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-12-31', 12, '2027-12-31'],
  ])('%s and %i months are %s', (date, months, then) => {
    expect(monthsAfter(date, months)).toBe(then);
  });
});

describe('the last day', () => {
  test('counts to its end on the clock of the enterprise', () => {
    expect(endOfDay('2026-05-31', zone)).toBe(Date.parse('2026-06-01T00:00:00+08:00'));
    expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe(Date.parse('2026-03-30T00:00:00+02:00'));
    for (const text of ['', '2026', '2026-13-45', 'tomorrow']) expect(endOfDay(text, zone), text).toBeUndefined();
  });

  test('is told without a time where it is a whole one', () => {
    expect(sayUntil(endOfDay('2026-05-31', zone) ?? 0, zone, 'en')).toBe('31/05/2026');
    expect(sayUntil(Date.parse('2026-05-31T14:30:00+08:00'), zone, 'en')).toMatch(/31\/05\/2026, 14:30/);
  });

  test('comes nearer, and is never in the past', () => {
    expect(daysLeft(10 * 86_400_000, 0)).toBe(10);
    expect(daysLeft(86_399_999, 0)).toBe(0);
    expect(daysLeft(0, 5)).toBe(0);
  });
});
