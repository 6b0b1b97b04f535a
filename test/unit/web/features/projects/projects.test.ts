// What the pages of projects work out by themselves: moves by menu and by dragging, the address, amounts, the form, the timeline.
import { expect, it } from 'vitest';
import { actInto, actsOf, asks } from '../../../../../web/src/features/projects/acts.ts';
import { draftOf, emptyDraft, problemsOf, sentFields } from '../../../../../web/src/features/projects/draft.ts';
import { asked, readShown, sortedBy, writeShown } from '../../../../../web/src/features/projects/filter.ts';
import { formatMoney, wanText, yuanOf } from '../../../../../web/src/features/projects/money.ts';
import {
  actualBars,
  lateBars,
  plannedBars,
  spanOf,
  type TimelineRow,
  ticksOf,
  xOf,
} from '../../../../../web/src/features/projects/timeline.ts';

const standing = { stage: 'plan', stoppedIn: null, approval: 'draft', blocked: false } as const;

it('a card goes one stage on or back, or is stopped; what is stopped goes back where it was', () => {
  expect(actsOf(standing)).toEqual(['advance', 'go_back', 'submit', 'block', 'stop']);
  expect(actInto('implementation', standing)).toBe('advance');
  expect(actInto('diagnosis', standing)).toBe('go_back');
  expect(actInto('stopped', standing)).toBe('stop');
  expect(actInto('acceptance', standing)).toBeUndefined();
  const stopped = { ...standing, stage: 'stopped', stoppedIn: 'plan' } as const;
  expect(actsOf(stopped)).toEqual(['resume']);
  expect(actInto('plan', stopped)).toBe('resume');
  expect(actInto('implementation', stopped)).toBeUndefined();
  expect(actsOf({ ...standing, stage: 'closed', approval: 'approved' })).toEqual(['go_back']);
});

it('what is taken back says why, and what is closed says when it was accepted', () => {
  expect(asks('advance', { stage: 'plan' })).toBeUndefined();
  expect(asks('advance', { stage: 'acceptance' })).toBe('date');
  expect(asks('stop', { stage: 'plan' })).toBe('reason');
});

it('the address says what is shown, and nothing the server does not know', () => {
  const query = {
    view: 'table',
    district: '500110',
    stage: 'plan,nonsense',
    overdue: 'maybe',
    year: '2026',
    page: '3',
  };
  const shown = readShown(query);
  expect(shown).toMatchObject({ view: 'table', page: 3, sort: 'updatedAt', order: 'desc' });
  expect(asked(shown.filter)).toEqual({ district: '500110', stage: 'plan', year: '2026' });
  expect(writeShown(shown)).toEqual({ view: 'table', district: '500110', stage: 'plan', year: '2026', page: '3' });
  expect(writeShown(readShown({}))).toEqual({});
  expect(sortedBy(shown, 'code')).toMatchObject({ sort: 'code', order: 'asc', page: 1 });
  expect(sortedBy(sortedBy(shown, 'code'), 'code').order).toBe('desc');
});

it('amounts are typed in ten thousands and kept in yuan, to the cent', () => {
  expect(yuanOf('1,200.5')).toBe(12_005_000);
  expect(yuanOf('0.000001')).toBe(0.01);
  expect(yuanOf(' ')).toBe(0);
  for (const text of ['-1', '1e5', 'zwölf', '1.2.3', '99999999999']) expect(yuanOf(text)).toBeUndefined();
  expect(wanText(12_005_000)).toBe('1200.5');
  expect(yuanOf(wanText(1_234_567.89))).toBe(1_234_567.89);
  expect(formatMoney(12_005_000, 'zh-CN')).toBe('1,200.50');
  expect(formatMoney(12_005_000, 'en')).toBe('12,005,000');
});

it('the form says what is missing by the name the server has for it', () => {
  const draft = emptyDraft();
  expect([...problemsOf(draft).keys()]).toEqual(['enterprise', 'name', 'type', 'plannedYuan']);
  Object.assign(draft, { enterprise: 'e', name: ' A ', type: 'energy', planned: '800' });
  draft.funding.push({ source: 'own', amount: 'x' });
  draft.stages.plan = { from: '2026-02-01', to: '2026-01-01' };
  expect(Object.fromEntries(problemsOf(draft))).toEqual({
    'funding.0.yuan': 'amount',
    'stages.1.plannedTo': 'backwards',
  });
  draft.funding = [{ source: 'own', amount: '100' }];
  draft.stages.plan = { from: '2026-01-01', to: '' };
  expect(problemsOf(draft).size).toBe(0);
  const sent = sentFields(draft);
  expect(sent).toMatchObject({ name: 'A', plannedYuan: 8e6, supplier: null, goLive: null, funding: [{ yuan: 1e6 }] });
  expect(sent.stages?.[1]).toEqual({ stage: 'plan', plannedFrom: '2026-01-01', plannedTo: null });
});

it('what is read of a project and sent as it is says the same', () => {
  const project = {
    code: 'c',
    enterprise: 'e',
    district: 'd',
    name: 'A',
    type: 'energy',
    description: null,
    plannedYuan: 12345.67,
    paidYuan: 0,
    funding: [{ source: 'own', yuan: 5 }],
    supplier: 'S',
    responsible: [{ name: 'N', duty: '', phone: '1' }],
    goLive: '2026-01-01',
    scopes: [{ workshop: 'w', line: '' }],
    stages: [{ stage: 'plan', plannedFrom: '2026-01-01', plannedTo: null, actualFrom: '2026-01-02', actualTo: null }],
  };
  const { stages, ...fields } = sentFields(draftOf(project as never));
  const { code, enterprise, district, stages: _, ...same } = project;
  expect(fields).toEqual(same);
  // What happened is not sent: it stays as it is.
  expect(stages?.[1]).toEqual({ stage: 'plan', plannedFrom: '2026-01-01', plannedTo: null });
});

const row = {
  stage: 'plan',
  stages: [
    { stage: 'plan', plannedFrom: '2026-03-01', plannedTo: '2026-03-31', actualFrom: '2026-03-05', actualTo: null },
    {
      stage: 'diagnosis',
      plannedFrom: '2026-02-01',
      plannedTo: null,
      actualFrom: '2026-02-01',
      actualTo: '2026-03-05',
    },
  ],
  milestones: [],
} as unknown as TimelineRow;

it('the timeline spans whole quarters around everything and today', () => {
  const span = spanOf([row], '2026-08-15', 'quarter');
  expect(ticksOf(span).map(({ date }) => date)).toEqual(['2026-01-01', '2026-04-01', '2026-07-01']);
  expect(ticksOf(spanOf([], '2026-08-15', 'month'))).toEqual([{ date: '2026-08-01', x: 0 }]);
  expect(ticksOf(spanOf([row], '2026-08-15', 'year')).map(({ date }) => date)).toEqual(['2026-01-01']);
});

it('bars hold both days; what goes on reaches to today, and no date however wrong makes it endless', () => {
  const span = spanOf([row], '2026-06-01', 'month');
  const [planned] = plannedBars(row, span);
  expect(plannedBars(row, span)).toHaveLength(1);
  expect(planned?.width).toBeCloseTo(31 * 6);
  expect(planned?.left).toBe(xOf('2026-03-01', span));
  const actual = actualBars(row, span, '2026-06-01');
  expect(actual.map(({ stage, to }) => [stage, to])).toEqual([
    ['diagnosis', '2026-03-05'],
    ['plan', '2026-06-01'],
  ]);
  expect(lateBars(row, span, '2026-06-01').map(({ stage, from, to }) => [stage, from, to])).toEqual([
    ['plan', '2026-04-01', '2026-06-01'],
  ]);
  const wrong = { ...row, milestones: [{ id: 'm', name: 'm', due: '9999-12-31', done: null }] };
  expect(ticksOf(spanOf([wrong], '2026-06-01', 'month')).length).toBeLessThan(400);
});
