// Numbers carry the unit that fits their size; times are told on the site's clock.
import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatEnergy,
  formatKpi,
  formatNumber,
  formatPercent,
  formatSpan,
  formatTerm,
  formatTime,
} from '../../../../web/src/ui/format.ts';

describe('numbers', () => {
  test('are grouped, and negative ones carry a true minus', () => {
    expect(formatNumber(1234567.8, 'en', 1)).toBe('1,234,567.8');
    expect(formatNumber(-12, 'zh-CN')).toBe('\u221212');
  });

  test('what rounds to zero has no sign', () => {
    expect(formatNumber(-0.04, 'en', 1)).toBe('0.0');
    expect(formatNumber(-0.06, 'en', 1)).toBe('\u22120.1');
  });

  test('shares are percent with one decimal', () => {
    expect(formatPercent(0.876, 'en')).toEqual({ text: '87.6', unit: 'percent' });
    expect(formatKpi('oee', 1, 'zh-CN')).toEqual({ text: '100.0', unit: 'percent' });
  });
});

describe('units follow the size', () => {
  test('of durations', () => {
    expect(formatDuration(90_000, 'en')).toEqual({ text: '90', unit: 'second' });
    expect(formatDuration(120_000, 'en')).toEqual({ text: '2.0', unit: 'minute' });
    expect(formatDuration(6_000_000, 'en')).toEqual({ text: '1.7', unit: 'hour' });
  });

  test('of energy', () => {
    expect(formatEnergy(999, 'en')).toEqual({ text: '999', unit: 'wh' });
    expect(formatEnergy(1500, 'en')).toEqual({ text: '1.5', unit: 'kwh' });
    expect(formatEnergy(2_340_000, 'en')).toEqual({ text: '2.34', unit: 'mwh' });
    expect(formatKpi('energyPerGoodUnitWh', 42.25, 'en').unit).toBe('whPerPiece');
    expect(formatKpi('energyPerGoodUnitWh', 4200, 'en')).toEqual({ text: '4.20', unit: 'kwhPerPiece' });
  });

  test('of bytes', () => {
    expect([12, 1200, 10_485_760].map((bytes) => formatBytes(bytes, 'en'))).toEqual([
      '12\u00a0B',
      '1.2\u00a0KB',
      '10.5\u00a0MB',
    ]);
  });

  test('of the terms of a formula', () => {
    expect(formatTerm('failures', 3, 'en').unit).toBe('times');
    expect(formatTerm('good', 3, 'en').unit).toBe('pieces');
    expect(formatTerm('runMs', 3, 'en').unit).toBe('second');
    expect(formatTerm('energyWh', 3, 'en').unit).toBe('wh');
  });
});

describe('times', () => {
  const at = Date.UTC(2026, 10, 23, 16, 30);

  test('are on the clock of the site, 24 hours', () => {
    expect(formatTime(at, 'time', 'Asia/Shanghai', 'zh-CN')).toBe('00:30');
    expect(formatTime(at, 'time', 'UTC', 'en')).toBe('16:30');
  });

  test('a span within one local day says the day once', () => {
    const hour = 3_600_000;
    const day = (text: string) => text.match(/\d\d\/\d\d/g)?.length;
    expect(day(formatSpan(at, at + hour, 'Asia/Shanghai', 'en'))).toBe(1);
    expect(day(formatSpan(at - hour, at + hour, 'Asia/Shanghai', 'en'))).toBe(2);
  });
});
