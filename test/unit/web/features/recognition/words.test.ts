// Values of criteria are written in their unit, drawn against what is asked, and lead to where they are from.
import { describe, expect, it } from 'vitest';
import { barOf } from '../../../../../web/src/features/recognition/bar.ts';
import {
  readReadinessFilter,
  writeReadinessFilter,
} from '../../../../../web/src/features/recognition/readiness-query.ts';
import { pageOfSource, sayThreshold, sayValue } from '../../../../../web/src/features/recognition/words.ts';
import type { Translate } from '../../../../../web/src/locales/keys.ts';

const t: Translate = (key, values) => `${key}${values ? ` ${Object.values(values).join(' ')}` : ''}`;

describe('a value', () => {
  it.each([
    ['share', 0.75, '75.0%'],
    ['change', 0.125, '+12.5%'],
    ['change', -0.15, '−15.0%'],
    ['yuan', 12_500_000, 'CN¥12.5M'],
    ['date', '2024-01-15', '15/01/2024'],
    ['count', 2, '2'],
    ['yes_no', 0, 'recognition.units.no'],
    ['level', 3, 'recognition.units.level 3'],
    [undefined, 1.5, '1.50'],
  ] as const)('of unit %s: %s', (unit, value, text) => expect(sayValue(unit, value, 'en', t)).toBe(text));

  it('is asked with its comparison; a yes is asked as it is', () => {
    expect(sayThreshold({ indicator: 'nc_rate', operator: '>=' }, 0.6, 'en', t)).toBe('≥ 60.0%');
    expect(sayThreshold({ indicator: 'mes_in_use', operator: '=' }, 1, 'en', t)).toBe('recognition.units.yes');
  });
});

describe('a bar', () => {
  it('begins at nought and holds the value and what is asked', () => {
    expect(barOf(0.5, 1)).toEqual({ from: 0, length: expect.closeTo(43.48, 1), asked: expect.closeTo(86.96, 1) });
    const fall = barOf(-0.2, -0.1);
    expect(fall?.from).toBeLessThan(fall?.asked ?? 0);
    expect((fall?.from ?? 0) + (fall?.length ?? 0)).toBeCloseTo(100, 9);
  });
  it('is not drawn of what is no number, nor of nought alone', () => {
    expect([barOf(null, 1), barOf('2021-01-01', '2021-01-01'), barOf(0, 0)]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the source of a value', () => {
  const subject = { kind: 'workshop', id: 'w', enterprise: 'e' };
  it.each([
    ['equipment', 'w', { name: 'registry-workshop', params: { id: 'w' } }],
    ['telemetry', 'plant-w', { name: 'workshop', params: { code: 'plant-w' } }],
    ['project', 'p', { name: 'project', params: { id: 'p' } }],
    ['effect', 'p', { name: 'project-effect', params: { id: 'p' } }],
    ['certificates', 'c', { name: 'certificate', params: { id: 'c' } }],
    ['certificates', null, { name: 'certificates', query: { enterprise: 'e' } }],
    ['none', null, undefined],
  ])('%s %s is a page', (kind, id, page) => expect(pageOfSource({ kind, id }, subject)).toEqual(page));
});

describe('what is asked of the list', () => {
  it('stands in the address, and comes back from it', () => {
    const filter = { scheme: 's', district: '500110', lacking: undefined, offset: 100 };
    const query = writeReadinessFilter(filter);
    expect(query).toEqual({ scheme: 's', district: '500110', page: '3' });
    expect(readReadinessFilter(query as never)).toEqual(filter);
  });
  it('is nothing where it is no page or too long', () => {
    expect(readReadinessFilter({ page: '-3', scheme: 'x'.repeat(200), district: ['a', 'b'] })).toEqual({ offset: 0 });
  });
});
