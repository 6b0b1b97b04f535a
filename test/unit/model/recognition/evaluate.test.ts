// Criteria are judged by what is known: pass, fail or unknown with a reason; more evidence never unlearns, higher thresholds never help.
import {
  type Criterion,
  distanceOf,
  evaluate,
  type Finding,
  type Findings,
  noSource,
  outcomeLetters,
  type ProjectFacts,
  type Scheme,
  type SubjectFacts,
  withoutMeasured,
} from '@takt/model/recognition';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const words = { 'zh-CN': '名', en: 'Name' };

function criterion(indicator: string, operator: Criterion['operator'], threshold: number | string): Criterion {
  const rest = { thresholdByArea: {}, evidence: 'document', appliesTo: 'both', name: words, source: 'X' } as const;
  return { id: indicator, indicator, operator, threshold, ...rest };
}
function scheme(...criteria: Criterion[]): Scheme {
  return {
    id: 's',
    version: 1,
    countsAs: 'digital_workshop',
    subject: 'workshop',
    name: words,
    authority: words,
    document: 'X',
    year: 2023,
    validFrom: '2023-01-01',
    criteria,
  };
}
function found(value: number | string, more: Partial<Finding> = {}): Finding {
  return { value, origin: 'declared', source: { ...noSource, kind: 'figure' }, at: 1, ...more };
}
function facts(findings: Findings = {}, more: Partial<SubjectFacts> = {}): SubjectFacts {
  return { area: undefined, findings, missing: {}, projects: [], held: [], ...more };
}
const measured = (value: number, more: Partial<Finding> = {}) =>
  found(value, { origin: 'measured', source: { ...noSource, kind: 'telemetry' }, ...more });
const equipment = (value: number) => found(value, { source: { ...noSource, kind: 'equipment' } });

describe('a criterion', () => {
  const judge = (one: Criterion, known: SubjectFacts) => evaluate(scheme(one), known)[0];
  it.each([
    ['>=', 0.6, 0.6, 'pass'],
    ['>=', 0.6, 0.59, 'fail'],
    ['>=', 0.3, 0.1 + 0.2, 'pass'],
    ['>', 0.6, 0.6, 'fail'],
    ['<=', -0.15, -0.2, 'pass'],
    ['<=', -0.15, -0.1, 'fail'],
    ['<', 5, 5, 'fail'],
    ['=', 1, 1, 'pass'],
    ['=', 1, 0, 'fail'],
  ] as const)('%s %s of %s: %s', (operator, threshold, value, outcome) => {
    const result = judge(criterion('nc_rate', operator, threshold), facts({ nc_rate: [found(value)] }));
    expect(result).toMatchObject({ outcome, value, threshold });
  });

  it('of a date compares days', () => {
    const started = criterion('project_started_on', '>=', '2021-01-01');
    const on = (day: string) => judge(started, facts({ project_started_on: [found(day)] }))?.outcome;
    expect([on('2020-12-31'), on('2021-01-01'), on('2023-07-01')]).toEqual(['fail', 'pass', 'pass']);
  });

  it('of which nothing is known is unknown, and says why', () => {
    const asked = criterion('coverage', '>=', 0.9);
    expect(judge(asked, facts())).toMatchObject({ outcome: 'unknown', value: null, reason: 'not_said' });
    const missing = facts({}, { missing: { coverage: 'not_connected' } });
    expect(judge(asked, missing)).toMatchObject({ outcome: 'unknown', reason: 'not_connected' });
  });

  it('whose indicator nobody knows any more is unknown, whatever is known', () => {
    const gone = criterion('steam_pressure', '>=', 0);
    const known = facts({ steam_pressure: [found(1)] } as Findings);
    expect(judge(gone, known)).toMatchObject({ outcome: 'unknown', reason: 'indicator_gone' });
    expect(judge(criterion('constructor', '>=', 0), known)).toMatchObject({ reason: 'indicator_gone' });
  });

  it('that compares a date with a number is unknown', () => {
    const odd = criterion('nc_rate', '>=', '2021-01-01');
    expect(judge(odd, facts({ nc_rate: [found(1)] }))).toMatchObject({ outcome: 'unknown', reason: 'not_comparable' });
  });

  it('has another threshold in an area that has one', () => {
    const money = { ...criterion('investment_yuan', '>=', 10_000_000), thresholdByArea: { northeast: 5_000_000 } };
    const of = (area: string | undefined) => judge(money, facts({ investment_yuan: [found(6_000_000)] }, { area }));
    expect(of('northeast')).toMatchObject({ outcome: 'pass', threshold: 5_000_000 });
    expect(of('central')).toMatchObject({ outcome: 'fail', threshold: 10_000_000 });
    expect(of(undefined)).toMatchObject({ outcome: 'fail' });
  });

  it('is answered by what is measured before the equipment list, and by that before a figure; of equals by the latest', () => {
    const asked = criterion('networked_rate', '>=', 0.5);
    const value = (...all: Finding[]) => judge(asked, facts({ networked_rate: all }))?.value;
    expect(value(found(0.9, { at: 9 }), equipment(0.8), measured(0.4))).toBe(0.4);
    expect(value(found(0.9, { at: 9 }), equipment(0.8))).toBe(0.8);
    expect(value(found(0.7, { at: 2 }), found(0.9, { at: 9 }), found(0.8, { at: 3 }))).toBe(0.9);
  });

  it('is not passed by a measured effect that is not shown, nor by a figure beside it', () => {
    const asked = criterion('productivity_change', '>=', 0.1);
    const known = facts({ productivity_change: [found(0.5), measured(0.12, { refuted: 'effect_not_shown' })] });
    expect(judge(asked, known)).toMatchObject({ outcome: 'fail', value: 0.12, reason: 'effect_not_shown' });
  });

  it('may count for applications only, or for yearly checks only', () => {
    const both = scheme(
      { ...criterion('investment_yuan', '>=', 1), appliesTo: 'application' },
      { ...criterion('upload_rate', '>=', 1), appliesTo: 'recheck' },
      criterion('nc_rate', '>=', 1),
    );
    const asked = (purpose: 'application' | 'recheck') => evaluate(both, facts(), purpose).map((one) => one.criterion);
    expect(asked('application')).toEqual(['investment_yuan', 'nc_rate']);
    expect(asked('recheck')).toEqual(['upload_rate', 'nc_rate']);
  });
});

describe('a level', () => {
  const asks = criterion('lower_level_held', '=', 1);
  const held = (...kinds: SubjectFacts['held'][number]['kind'][]) =>
    facts({}, { held: kinds.map((kind) => ({ kind, certificate: `c-${kind}`, from: '2025-01-01', at: 1 })) });
  const of = (countsAs: Scheme['countsAs'], known: SubjectFacts) => evaluate({ ...scheme(asks), countsAs }, known)[0];

  it('builds on the one below, or on a higher one', () => {
    expect(of('national_excellent', held('national_advanced'))).toMatchObject({
      outcome: 'pass',
      source: { kind: 'certificates', id: 'c-national_advanced' },
    });
    expect(of('national_advanced', held('national_leading'))?.outcome).toBe('pass');
    expect(of('national_excellent', held('national_basic', 'smart_factory'))?.outcome).toBe('fail');
  });
  it('without one below it has nothing to look at', () => {
    expect(of('digital_workshop', held())?.outcome).toBe('unknown');
  });
});

describe('projects', () => {
  const criteria = scheme(
    criterion('investment_yuan', '>=', 10),
    criterion('project_months', '<=', 30),
    criterion('project_finished', '=', 1),
  );
  const project = (name: string, investment: number, months: number | undefined, finished: number): ProjectFacts => ({
    project: name,
    findings: {
      investment_yuan: [found(investment, { source: { ...noSource, id: name } })],
      project_finished: [found(finished)],
      ...(months !== undefined && { project_months: [found(months)] }),
    },
    missing: { project_months: 'no_start' },
  });

  it('are judged one by one: the best of two does not add up', () => {
    const results = evaluate(
      criteria,
      facts({}, { projects: [project('rich', 20, 40, 0), project('quick', 5, 10, 1)] }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'pass', 'pass']);
    expect(results[0]?.source.id).toBe('quick');
  });

  it('say why nothing is known', () => {
    expect(evaluate(criteria, facts({}, { projects: [project('p', 20, undefined, 1)] }))[1]?.reason).toBe('no_start');
  });
});

describe('what is told to whom measured values are not shown', () => {
  it('is neither value nor outcome of them, and everything else', () => {
    const results = evaluate(
      scheme(criterion('coverage', '>=', 0.9), criterion('nc_rate', '>=', 0.5), criterion('upload_rate', '>=', 0.9)),
      facts({ coverage: [measured(0.2)], nc_rate: [equipment(0.7)] }, { missing: { upload_rate: 'no_data' } }),
    );
    const shown = withoutMeasured(results);
    expect(shown.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['unknown', 'not_shared'],
      ['pass', null],
      ['unknown', 'not_shared'],
    ]);
    expect(JSON.stringify(shown)).not.toMatch(/0\.2|telemetry|no_data/);
    expect(distanceOf(results)).toEqual({ failed: 1, unknown: 1, distance: 3 });
    expect(distanceOf(shown)).toEqual({ failed: 0, unknown: 2, distance: 2 });
    expect(outcomeLetters(results)).toBe('fpu');
  });
});

const indicators = ['nc_rate', 'networked_rate', 'productivity_change', 'investment_yuan'] as const;
const indicator = fc.constantFrom(...indicators);
const value = fc.double({ min: -2, max: 2, noNaN: true });
const finding = fc
  .record({
    value,
    at: fc.nat(5),
    origin: fc.constantFrom('measured', 'declared', 'imported'),
    refuted: fc.constantFrom(undefined, 'effect_not_shown'),
    kind: fc.constantFrom('equipment', 'figure', 'telemetry'),
  })
  .map(
    ({ kind, refuted, ...rest }): Finding => ({
      ...rest,
      source: { ...noSource, kind },
      ...(refuted === 'effect_not_shown' && { refuted }),
    }),
  );
const findings = fc.dictionary(indicator, fc.array(finding, { maxLength: 3 })) as fc.Arbitrary<Findings>;
const project = fc.record({ project: fc.string(), findings, missing: fc.constant({}) });
const subject = fc
  .record({ findings, projects: fc.array(project, { maxLength: 3 }) })
  .map(({ findings: known, projects }) => facts(known, { projects }));
const asked = fc
  .uniqueArray(fc.record({ indicator, operator: fc.constantFrom('>=', '>'), threshold: value }), {
    selector: (one) => one.indicator,
    minLength: 1,
  })
  .map((all) => scheme(...all.map((one) => criterion(one.indicator, one.operator, one.threshold))));

describe('whatever is known', () => {
  it('one more finding turns no pass into unknown, and makes nothing unknown that was not', () => {
    fc.assert(
      fc.property(asked, subject, indicator, finding, (by, known, about, more) => {
        const before = evaluate(by, known);
        const all = { ...known.findings, [about]: [...(known.findings[about] ?? []), more] };
        const after = evaluate(by, { ...known, findings: all });
        const unknown = (results: typeof before) => results.filter(({ outcome }) => outcome === 'unknown').length;
        if (known.projects.length === 0) expect(unknown(after)).toBeLessThanOrEqual(unknown(before));
        for (const [index, { criterion: id, outcome }] of before.entries())
          if (id === about && outcome === 'pass') expect(after[index]?.outcome).not.toBe('unknown');
      }),
    );
  });

  it('one more project never leads further from recognition, where there was one', () => {
    fc.assert(
      fc.property(asked, subject, project, (by, known, more) => {
        fc.pre(known.projects.length > 0);
        const after = evaluate(by, { ...known, projects: [...known.projects, more] });
        expect(distanceOf(after).distance).toBeLessThanOrEqual(distanceOf(evaluate(by, known)).distance);
      }),
    );
  });

  it('a threshold that is raised turns no fail into a pass, and brings nobody nearer', () => {
    fc.assert(
      fc.property(asked, subject, fc.nat(3), fc.double({ min: 0, max: 3, noNaN: true }), (by, known, at, raise) => {
        const index = at % by.criteria.length;
        const raised = scheme(
          ...by.criteria.map((one, position) =>
            position === index ? { ...one, threshold: (one.threshold as number) + raise } : one,
          ),
        );
        const [before, after] = [evaluate(by, known), evaluate(raised, known)];
        if (before[index]?.outcome === 'fail') expect(after[index]?.outcome).not.toBe('pass');
        expect(distanceOf(after).distance).toBeGreaterThanOrEqual(distanceOf(before).distance);
      }),
    );
  });
});
