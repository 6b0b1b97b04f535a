// Owns the tables of retrofit projects: by stage with money, those at risk, what was measured of them.
import { isFraction } from '@takt/model/effect';
import type { ReportContents } from '../contents/index.ts';
import { wordOf } from '../locales/words.ts';
import type { Said } from './said.ts';
import { count, decimal, effect, mark, type ReportTable, rounded, text } from './table.ts';

export function pipelineTable({ pipeline }: ReportContents, { words, money, moneyTitle }: Said): ReportTable {
  const { columns: say } = words;
  return {
    title: words.sections.pipeline,
    columns: [
      text(say.stage, 2),
      count(say.projects),
      decimal(moneyTitle(say.planned), 1.6),
      decimal(moneyTitle(say.paid), 1.6),
      count(say.overdue),
      count(say.blocked),
    ],
    rows: pipeline.map(({ stage, projects, plannedYuan, paidYuan, overdue, blocked }) => [
      words.stages[stage],
      projects,
      money(plannedYuan),
      money(paidYuan),
      overdue,
      blocked,
    ]),
  };
}

export function riskTable({ atRisk }: ReportContents, { words, money, moneyTitle, district }: Said): ReportTable {
  const { columns: say } = words;
  return {
    title: words.sections.atRisk,
    columns: [
      text(say.code, 2.5),
      text(say.name, 3),
      text(say.enterprise, 2.6),
      text(say.district, 1.2),
      text(say.stage, 1),
      decimal(moneyTitle(say.planned), 1.4),
      mark(say.due, 1.8),
      count(say.daysLate, 0.9),
      mark(say.blockedSince, 1.8),
      text(say.reason, 1.8),
    ],
    rows: atRisk.map((one) => [
      one.code,
      one.name,
      one.enterprise,
      district(one.district),
      wordOf(words.stages, one.stage),
      money(one.plannedYuan),
      one.due,
      one.daysLate,
      one.blockedSince,
      one.blockedReason,
    ]),
  };
}

export function effectTable({ effects }: ReportContents, { words }: Said): ReportTable {
  const { columns: say } = words;
  return {
    title: words.sections.effects,
    columns: [
      text(say.indicator, 2.4),
      effect(say.mean, 1.1),
      effect(say.low, 1.2),
      effect(say.high, 1.2),
      mark(say.unit, 1.4),
      count(say.measuredProjects, 1.2),
      count(say.effective),
      count(say.notShown),
      count(say.worse),
      count(say.tooEarly),
      count(say.notMeasurable),
      mark(say.remark, 2.5),
    ],
    rows: effects.rows.map(({ indicator, mean, projects, verdicts, suppressed }) => {
      const fraction = isFraction(indicator);
      const told = (value: number | undefined) =>
        value === undefined ? null : rounded(fraction ? value * 100 : value);
      const found = (verdict: keyof NonNullable<typeof verdicts>) => verdicts && (verdicts[verdict] ?? 0);
      return [
        words.effects[indicator],
        told(mean?.value),
        told(mean?.low),
        told(mean?.high),
        fraction ? words.effectUnits.points : words.effectUnits[indicator as 'energy_per_good' | 'output_per_hour'],
        projects,
        found('effective'),
        found('not_shown'),
        found('worse'),
        found('too_early'),
        found('not_measurable'),
        suppressed === null ? null : words.suppressed[suppressed],
      ];
    }),
  };
}
