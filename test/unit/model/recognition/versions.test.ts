// Which version of a scheme judges an application of a day, how long a project takes, and what two versions differ in.
import {
  canonical,
  dayBefore,
  differenceOf,
  monthsBetween,
  schemeSchema,
  versionInForce,
} from '@takt/model/recognition';
import { describe, expect, it } from 'vitest';

const words = { 'zh-CN': '名', en: 'Name' };
const criterion = {
  indicator: 'nc_rate',
  operator: '>=',
  threshold: 0.6,
  evidence: 'registry',
  name: words,
  source: 'X',
};
const body = {
  id: 's',
  version: 1,
  countsAs: 'digital_workshop',
  subject: 'workshop',
  name: words,
  authority: words,
  document: 'X',
  year: 2023,
  validFrom: '2023-01-01',
  criteria: [
    { ...criterion, id: 'a' },
    { ...criterion, id: 'b' },
  ],
};

describe('the version in force', () => {
  const versions = [
    { version: 1, validFrom: '2018-04-01', validTo: '2022-12-31' },
    { version: 2, validFrom: '2023-01-01', validTo: null },
    { version: 3, validFrom: '2027-01-01' },
  ];
  it.each([
    ['2018-03-31', undefined],
    ['2018-04-01', 1],
    ['2022-12-31', 1],
    ['2023-01-01', 2],
    ['2027-01-01', 3],
  ])('on %s is %s', (day, version) => expect(versionInForce(versions, day)?.version).toBe(version));
});

it('the day before', () => {
  expect([dayBefore('2024-03-01'), dayBefore('2023-01-01')]).toEqual(['2024-02-29', '2022-12-31']);
});

describe('months', () => {
  it.each([
    ['2021-01-15', '2023-07-15', 30],
    ['2021-01-15', '2023-07-14', 30 - 1 / 31],
    ['2021-01-31', '2021-02-28', 1],
    ['2021-01-01', '2021-01-01', 0],
  ])('from %s to %s', (from, to, months) => expect(monthsBetween(from, to)).toBeCloseTo(months, 9));
});

describe('two versions', () => {
  const before = schemeSchema.parse(body);
  it('that say the same differ in nothing, whatever the order of their keys', () => {
    const after = schemeSchema.parse({ ...body, version: 2, name: { en: 'Name', 'zh-CN': '名' } });
    expect(differenceOf(before, after)).toEqual({ fields: [], criteria: [] });
    expect(canonical({ a: 1, b: { c: 1, d: 2 } })).toBe(canonical({ b: { d: 2, c: 1 }, a: 1 }));
  });
  it('differ in fields, and in criteria that were added, removed or changed', () => {
    const after = schemeSchema.parse({
      ...body,
      year: 2026,
      criteria: [
        { ...criterion, id: 'b', threshold: 0.7 },
        { ...criterion, id: 'c' },
      ],
    });
    const { fields, criteria } = differenceOf(before, after);
    expect(fields).toEqual([{ field: 'year', before: 2023, after: 2026 }]);
    expect(criteria.map(({ id, change, fields: of }) => [id, change, of])).toEqual([
      ['b', 'changed', [{ field: 'threshold', before: 0.6, after: 0.7 }]],
      ['c', 'added', []],
      ['a', 'removed', []],
    ]);
  });
});

describe('a scheme', () => {
  const reasons = (more: object) =>
    schemeSchema.safeParse({ ...body, ...more }).error?.issues.map(({ path }) => path.join('.'));
  it('has each criterion once, days of the calendar, and an end after its beginning', () => {
    expect(reasons({ criteria: [body.criteria[0], body.criteria[0]] })).toEqual(['criteria.1.id']);
    expect(reasons({ validFrom: '2023-02-30' })).toEqual(['validFrom']);
    expect(reasons({ validTo: '2022-01-01' })).toEqual(['validTo']);
    expect(reasons({ criteria: [] })).toEqual(['criteria']);
    expect(reasons({ criteria: [{ ...criterion, id: 'a', threshold: Number.POSITIVE_INFINITY }] })?.length).toBe(1);
  });
});
