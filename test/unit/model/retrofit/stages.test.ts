// The way of a project: on only with what a stage needs, back and stopped with nothing lost.
import {
  advance,
  datesOf,
  goBack,
  needsOf,
  type ProjectStage,
  type ProjectStanding,
  projectStages,
  resume,
  type StageDates,
  stop,
} from '@takt/model/retrofit';
import { describe, expect, it } from 'vitest';

const today = '2026-06-15';
const planned = (stage: ProjectStage): StageDates => ({
  stage,
  plannedFrom: '2026-01-01',
  plannedTo: '2026-12-31',
  actualFrom: null,
  actualTo: null,
});
const project = (over: Partial<ProjectStanding> = {}): ProjectStanding => ({
  stage: 'diagnosis',
  stoppedIn: null,
  approval: 'approved',
  goLive: '2026-05-01',
  stages: projectStages.map(planned),
  ...over,
});
const stepped = (step: ReturnType<typeof advance>) => {
  if (!step.ok) throw new Error(JSON.stringify(step));
  return step;
};

describe('on', () => {
  it('a stage ends the day the next begins: today, or the day that is said', () => {
    const step = stepped(advance(project(), null, today));
    expect(step.stage).toBe('plan');
    expect(datesOf(step.stages, 'diagnosis').actualTo).toBe(today);
    expect(datesOf(step.stages, 'plan')).toMatchObject({ actualFrom: today, actualTo: null });
    expect(datesOf(stepped(advance(project(), '2026-06-01', today)).stages, 'plan').actualFrom).toBe('2026-06-01');
  });

  it('the plan needs its schedule, and names the stages that have none', () => {
    const stages = [planned('plan'), { ...planned('trial_run'), plannedTo: null }, planned('acceptance')];
    const needs = [{ need: 'planned_dates', stages: ['implementation', 'trial_run'] }];
    expect(advance(project({ stages }), null, today)).toEqual({ ok: false, refused: 'needs', needs });
  });

  it.each(['draft', 'submitted', 'district_approved', 'returned', 'rejected'] as const)(
    'the implementation does not begin on what is %s',
    (approval) => {
      const step = advance(project({ stage: 'plan', approval }), null, today);
      expect(step).toMatchObject({ refused: 'needs', needs: [{ need: 'approval' }] });
      expect(advance(project({ stage: 'diagnosis', approval }), null, today).ok).toBe(true);
    },
  );

  it('an approval that is gone holds a project where it is', () => {
    expect(needsOf(project({ stage: 'implementation', approval: 'draft' }), 'trial_run', null)).toEqual([
      { need: 'approval' },
    ]);
  });

  it('the acceptance needs the day it went live', () => {
    const step = advance(project({ stage: 'trial_run', goLive: null }), null, today);
    expect(step).toMatchObject({ refused: 'needs', needs: [{ need: 'go_live' }] });
  });

  it('closing needs the day it was accepted, which today is no guess for', () => {
    const accepted = project({ stage: 'acceptance' });
    expect(advance(accepted, null, today)).toMatchObject({ refused: 'needs', needs: [{ need: 'acceptance_date' }] });
    const step = stepped(advance(accepted, '2026-06-10', today));
    expect(step.stage).toBe('closed');
    expect(datesOf(step.stages, 'acceptance').actualTo).toBe('2026-06-10');
  });

  it('the day it was accepted may be kept already', () => {
    const stages = [...project().stages.slice(0, 4), { ...planned('acceptance'), actualTo: '2026-06-09' }];
    const step = stepped(advance(project({ stage: 'acceptance', stages }), null, today));
    expect(datesOf(step.stages, 'acceptance').actualTo).toBe('2026-06-09');
  });

  it('no stage ends before it began, and nothing comes after the last', () => {
    const stages = [{ ...planned('diagnosis'), actualFrom: '2026-06-10' }, ...project().stages.slice(1)];
    expect(advance(project({ stages }), '2026-06-09', today)).toEqual({ ok: false, refused: 'before_its_beginning' });
    expect(advance(project({ stage: 'closed' }), null, today)).toEqual({ ok: false, refused: 'last' });
  });
});

it('back takes the beginning back, and opens the stage before again', () => {
  const there = stepped(advance(project({ stage: 'implementation' }), null, today));
  const back = stepped(goBack(project({ stage: there.stage, stages: there.stages })));
  expect(back.stage).toBe('implementation');
  expect(datesOf(back.stages, 'implementation').actualTo).toBeNull();
  expect(datesOf(back.stages, 'trial_run')).toEqual(planned('trial_run'));
  expect(goBack(project())).toEqual({ ok: false, refused: 'first' });
});

it('a project is stopped anywhere but at its end, and taken up where it was', () => {
  for (const stage of projectStages.slice(0, -1)) {
    const stopped = stop({ stage });
    expect(stopped).toEqual({ stage: 'stopped', stoppedIn: stage });
    expect(stopped && resume(stopped)).toEqual({ stage, stoppedIn: null });
  }
  expect(stop({ stage: 'closed' })).toBeUndefined();
  expect(stop({ stage: 'stopped' })).toBeUndefined();
  expect(resume({ stage: 'plan', stoppedIn: null })).toBeUndefined();
});

it('what is stopped goes neither on nor back', () => {
  const stopped = project({ stage: 'stopped', stoppedIn: 'plan' });
  expect(advance(stopped, null, today)).toEqual({ ok: false, refused: 'stopped' });
  expect(goBack(stopped)).toEqual({ ok: false, refused: 'stopped' });
});
