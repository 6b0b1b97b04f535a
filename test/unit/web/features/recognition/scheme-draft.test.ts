// A version that is being written starts as the one before, is typed in percent where that is meant, and says what is wrong with it.
import { describe, expect, it } from 'vitest';
import { bodyOf, draftOf, newCriterion, problemsOf } from '../../../../../web/src/features/recognition/scheme-draft.ts';
import type { Scheme } from '../../../../../web/src/features/recognition/words.ts';

const words = { 'zh-CN': '名', en: 'Name' };
const criterion = { evidence: 'document', appliesTo: 'both', name: words, source: 'X', thresholdByArea: {} } as const;
const scheme: Scheme = {
  id: 's',
  version: 2,
  countsAs: 'digital_workshop',
  subject: 'workshop',
  name: words,
  authority: words,
  document: 'X',
  year: 2023,
  validFrom: '2023-01-01',
  criteria: [
    { ...criterion, id: 'nc', indicator: 'nc_rate', operator: '>=', threshold: 0.6 },
    { ...criterion, id: 'cost', indicator: 'operating_cost_change', operator: '<=', threshold: -0.15 },
    {
      ...criterion,
      id: 'money',
      indicator: 'investment_yuan',
      operator: '>=',
      threshold: 1e7,
      thresholdByArea: { northeast: 5e6 },
    },
    { ...criterion, id: 'started', indicator: 'project_started_on', operator: '>=', threshold: '2021-01-01' },
    { ...criterion, id: 'gone', indicator: 'steam_pressure', operator: '>=', threshold: 3 },
  ],
};

describe('a draft', () => {
  it('shows shares in percent, and sends back what it was made from', () => {
    const draft = { ...draftOf(scheme), validFrom: '2027-01-01' };
    expect(draft.criteria.map(({ threshold }) => threshold)).toEqual(['60', '-15', '10000000', '2021-01-01', '3']);
    expect(problemsOf(draft, scheme.validFrom)).toEqual({});
    const { basedOn, criteria, validFrom, ...terms } = bodyOf(draft, scheme);
    expect([basedOn, validFrom]).toEqual([2, '2027-01-01']);
    expect(criteria).toEqual(scheme.criteria);
    expect(terms).toEqual({
      countsAs: 'digital_workshop',
      subject: 'workshop',
      name: words,
      authority: words,
      document: 'X',
      year: 2023,
    });
  });

  it('is in force after the one before, on days of the calendar, and ends after it begins', () => {
    const of = (validFrom: string, validTo = '') =>
      problemsOf({ ...draftOf(scheme), validFrom, validTo }, scheme.validFrom);
    expect(of('')).toEqual({ validFrom: 'date' });
    expect(of('2023-01-01')).toEqual({ validFrom: 'after' });
    expect(of('2027-01-01', '2026-01-01')).toEqual({ validTo: 'after' });
  });

  it('names what is missing or no number, criterion by criterion', () => {
    const draft = { ...draftOf(scheme), validFrom: '2027-01-01', document: ' ' };
    const [nc, cost] = draft.criteria;
    if (!nc || !cost) throw new Error('no criteria');
    nc.threshold = 'sixty';
    cost.id = 'nc';
    const fresh = newCriterion();
    draft.criteria.push(fresh);
    const found = problemsOf(draft, scheme.validFrom);
    expect(found).toMatchObject({
      document: 'required',
      [`${nc.key}.threshold`]: 'number',
      [`${nc.key}.id`]: 'twice',
      [`${cost.key}.id`]: 'twice',
      [`${fresh.key}.id`]: 'id',
      [`${fresh.key}.name.en`]: 'required',
      [`${fresh.key}.source`]: 'required',
      [`${fresh.key}.threshold`]: 'number',
    });
  });

  it('leaves out areas without a threshold of their own', () => {
    const draft = { ...draftOf(scheme), validFrom: '2027-01-01' };
    const money = draft.criteria[2];
    if (!money) throw new Error('no criterion');
    money.areas = { northeast: ' ', southeast: '4000000' };
    expect(bodyOf(draft, scheme).criteria[2]?.thresholdByArea).toEqual({ southeast: 4e6 });
  });
});
