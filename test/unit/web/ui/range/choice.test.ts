// Ranges are the site's days and shifts; a range under way is compared with as much of the one before.
import { describe, expect, test } from 'vitest';
import { type RangeChoice, readChoice, resolveRange, writeChoice } from '../../../../../web/src/ui/range/choice.ts';
import { fromWallClock, toWallClock } from '../../../../../web/src/ui/range/wall-clock.ts';

const hour = 3_600_000;
const timeZone = 'Asia/Shanghai';
/** Tuesday 2026-11-24 13:32 in Shanghai. */
const now = Date.UTC(2026, 10, 24, 5, 32);
const at = (text: string) => Date.parse(`${text}+08:00`);
const fallback: RangeChoice = { kind: 'day', back: 0 };

describe('a choice in an address', () => {
  const choices: RangeChoice[] = [
    { kind: 'shift', back: 0 },
    { kind: 'shift', back: 3 },
    { kind: 'day', back: 1 },
    { kind: 'week', back: 0 },
    { kind: 'days', count: 30 },
    { kind: 'custom', from: 1_700_000_000_000, to: 1_700_000_360_000 },
  ];
  test.each(choices)('%o reads as it was written', (choice) => {
    expect(readChoice(writeChoice(choice), fallback)).toEqual(choice);
  });

  test.each(['', 'month', 'day--1', '5..4', '5..5', 'x..9', undefined, ['day']])('%o is none', (text) => {
    expect(readChoice(text, fallback)).toEqual(fallback);
  });
});

describe('today', () => {
  const range = resolveRange({ kind: 'day', back: 0 }, { timeZone, now });

  test('is the day of the site', () => {
    expect(range).toMatchObject({ from: at('2026-11-24T00:00'), to: at('2026-11-25T00:00'), running: true });
  });

  test('is compared with yesterday up to the same time, in steps of five minutes', () => {
    expect(range?.previous).toEqual({ from: at('2026-11-23T00:00'), to: at('2026-11-23T13:30') });
  });
});

test('yesterday is compared with the whole day before', () => {
  const range = resolveRange({ kind: 'day', back: 1 }, { timeZone, now });
  expect(range).toMatchObject({ from: at('2026-11-23T00:00'), to: at('2026-11-24T00:00'), running: false });
  expect(range?.previous).toEqual({ from: at('2026-11-22T00:00'), to: at('2026-11-23T00:00') });
});

test('seven days end with today; a week begins on Monday', () => {
  const days = resolveRange({ kind: 'days', count: 7 }, { timeZone, now });
  expect(days).toMatchObject({ from: at('2026-11-18T00:00'), to: at('2026-11-25T00:00') });
  expect(days?.previous.from).toBe(at('2026-11-11T00:00'));
  const week = resolveRange({ kind: 'week', back: 1 }, { timeZone, now });
  expect(week).toMatchObject({ from: at('2026-11-16T00:00'), to: at('2026-11-23T00:00'), running: false });
});

test('the day the clock is put back has 25 hours', () => {
  const range = resolveRange({ kind: 'day', back: 0 }, { timeZone: 'Europe/Berlin', now: Date.UTC(2026, 9, 25, 12) });
  expect(range && range.to - range.from).toBe(25 * hour);
});

describe('a shift', () => {
  const shift = (code: string, from: string, to: string) => ({ code, name: code, from: at(from), to: at(to) });
  const shifts = [
    shift('late', '2026-11-23T16:00', '2026-11-24T00:00'),
    shift('early', '2026-11-24T08:00', '2026-11-24T12:00'),
    shift('next', '2026-11-24T16:00', '2026-11-25T00:00'),
  ];
  const pick = (back: number, when = now) => resolveRange({ kind: 'shift', back }, { timeZone, now: when, shifts });

  test('between two shifts the last one that began is the current one', () => {
    expect(pick(0)?.shift?.code).toBe('early');
    expect(pick(0)?.running).toBe(false);
  });

  test('is compared with the shift before it, as far as it has come', () => {
    const running = pick(0, at('2026-11-24T09:00'));
    expect(running?.previous).toEqual({ from: at('2026-11-23T16:00'), to: at('2026-11-23T17:00') });
  });

  test('that is not known is no range', () => {
    expect(pick(1)?.shift?.code).toBe('late');
    expect(pick(2)).toBeUndefined();
    expect(resolveRange({ kind: 'shift', back: 0 }, { timeZone, now })).toBeUndefined();
  });
});

describe('a time typed in', () => {
  test('is on the wall clock of the site', () => {
    expect(fromWallClock('2026-11-24T08:15', timeZone)).toBe(at('2026-11-24T08:15'));
    expect(toWallClock(at('2026-11-24T08:15'), timeZone)).toBe('2026-11-24T08:15');
  });

  test.each(['', '2026-11-24', '2026-02-30T08:00', '2026-11-24T24:00', '2026-11-24T08:61'])('%o is no time', (text) => {
    expect(fromWallClock(text, timeZone)).toBeUndefined();
  });
});
