// Proves what counts as a timestamp, and which moment a line is given.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimekeeper, parseTimestamp } from '../../../../edge-agent/src/drivers/shdr/timestamp.ts';

const moment = (at: number) => ({ kind: 'moment', at });

describe('timestamps', () => {
  it.each([
    ['2017-05-02T09:00:48.6093750Z', Date.UTC(2017, 4, 2, 9, 0, 48, 609)],
    ['2017-06-12T08:24:08.177Z', Date.UTC(2017, 5, 12, 8, 24, 8, 177)],
    ['2017-06-12T08:24:08Z', Date.UTC(2017, 5, 12, 8, 24, 8)],
    ['2017-06-12T08:24:08.1', Date.UTC(2017, 5, 12, 8, 24, 8, 100)],
    ['2017-06-12T08:24:08+08:00', Date.UTC(2017, 5, 12, 0, 24, 8)],
    ['2017-06-12T08:24:08.177Z@12.5', Date.UTC(2017, 5, 12, 8, 24, 8, 177)],
    ['2024-02-29T23:59:60Z', Date.UTC(2024, 2, 1)],
  ])('reads %s', (text, at) => {
    expect(parseTimestamp(text)).toEqual(moment(at));
  });

  it.each(['2017-13-01T00:00:00Z', '2023-02-29T00:00:00Z', '2017-05-02T25:00:00Z', '2017-05-02', 'now', 'x@1', '12@x'])(
    'does not read %s',
    (text) => {
      expect(parseTimestamp(text)).toBeUndefined();
    },
  );

  it('reads offsets, and that there is none', () => {
    expect(parseTimestamp('1234.5')).toEqual({ kind: 'offset', ms: 1234.5 });
    expect(parseTimestamp('')).toEqual({ kind: 'absent' });
    expect(parseTimestamp('@10')).toEqual({ kind: 'absent' });
  });

  it('reads every moment it can be given, to the millisecond', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
        expect(parseTimestamp(date.toISOString())).toEqual(moment(date.getTime()));
      }),
    );
  });
});

describe('the time of a line', () => {
  const now = 1_700_000_000_000;
  const keeper = (mode: 'device' | 'relative' | 'arrival') => createTimekeeper({ mode: () => mode, clock: () => now });

  it('is the device’s, the arrival’s where there is none', () => {
    const timeOf = keeper('device');
    expect(timeOf({ kind: 'moment', at: 5 })).toBe(5);
    expect(timeOf({ kind: 'absent' })).toBe(now);
  });

  it('of offsets keeps the distances; the first one is now', () => {
    const timeOf = keeper('device');
    expect([1000, 1250, 900].map((ms) => timeOf({ kind: 'offset', ms }))).toEqual([now, now + 250, now - 100]);
  });

  it('of a device whose clock is wrong can be relative too, or ignored', () => {
    const timeOf = keeper('relative');
    expect([50, 80].map((at) => timeOf({ kind: 'moment', at }))).toEqual([now, now + 30]);
    expect(keeper('arrival')({ kind: 'moment', at: 50 })).toBe(now);
  });
});
