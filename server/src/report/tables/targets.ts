// Owns the tables of plans: what is achieved, what was corrected, month by month, districts ranked.
import { shareOfPlan } from '@takt/model/targets';
import type { ReportContents } from '../contents/index.ts';
import type { TargetLine } from '../contents/targets.ts';
import type { Said } from './said.ts';
import { count, decimal, mark, type ReportTable, rounded, text } from './table.ts';

export function targetTable({ targets }: ReportContents, said: Said): ReportTable {
  const { words, figure } = said;
  const { columns: say } = words;
  return {
    title: words.sections.targets,
    columns: [
      text(say.indicator, 3),
      text(say.basis, 3),
      decimal(say.plan, 1.3),
      decimal(say.achieved, 1.2),
      decimal(words.withUnit(say.share, words.percentUnit), 1.3),
      decimal(say.pipeline, 1),
      decimal(say.forecast, 1.6),
    ],
    rows: targets.map(({ indicator, plan, achieved, pipeline, forecast, ...line }) => {
      const share = shareOfPlan(achieved, plan);
      return [
        words.indicators[indicator],
        basisOf(line, said),
        figure(indicator, plan),
        figure(indicator, achieved),
        share === null ? null : rounded(share * 100),
        pipeline,
        forecast,
      ];
    }),
  };
}

function basisOf({ frozenAt, corrections }: Pick<TargetLine, 'frozenAt' | 'corrections'>, said: Said): string {
  const { words, moment, number } = said;
  if (frozenAt === null) return words.counted;
  return words.frozenAt(moment(frozenAt)) + (corrections.length > 0 ? words.corrected(number(corrections.length)) : '');
}

export function correctionTable({ targets }: ReportContents, { words, figure, moment }: Said): ReportTable {
  const { columns: say } = words;
  return {
    title: words.sections.corrections,
    columns: [text(say.indicator, 3), text(say.reason, 2), text(say.at, 2), decimal(say.before), decimal(say.after)],
    rows: targets.flatMap(({ indicator, corrections }) =>
      corrections.map(({ before, after, reason, at }) => [
        words.indicators[indicator],
        words.reasons[reason],
        moment(at),
        figure(indicator, before),
        figure(indicator, after),
      ]),
    ),
  };
}

export function trendTable({ trend }: ReportContents, { words }: Said): ReportTable {
  const { months, series } = trend;
  return {
    title: words.sections.trend,
    columns: [text(words.columns.month, 1), ...series.map(({ indicator }) => count(words.indicators[indicator]))],
    rows: months.map((month, index) => [month, ...series.map(({ values }) => values[index] ?? 0)]),
  };
}

/** None of a district. */
export function rankingTable({ ranking }: ReportContents, said: Said): ReportTable | undefined {
  if (!ranking) return undefined;
  const { words, district } = said;
  const { columns: say } = words;
  const { workshops, factories, districts } = ranking;
  const ranked = workshops.map(({ region }) => region);
  const others = districts.filter((one) => !ranked.includes(one.code) && (one.enterprises > 0 || one.projects > 0));
  return {
    title: words.sections.ranking,
    columns: [
      mark(say.rank, 0.8),
      text(say.district, 2),
      count(say.workshops, 1.3),
      count(say.plan, 1.2),
      decimal(words.withUnit(say.share, words.percentUnit), 1.3),
      count(say.factories, 1.2),
      count(say.projects, 1),
      count(say.overdue, 1),
      count(say.enterprises, 1.4),
      count(say.connected, 1.4),
    ],
    rows: [...ranked, ...others.map(({ code }) => code)].map((code) => {
      const of = workshops.find(({ region }) => region === code);
      const counts = districts.find((one) => one.code === code);
      return [
        of?.rank ?? null,
        district(code),
        of?.achieved ?? 0,
        of?.plan ?? null,
        of?.share == null ? null : rounded(of.share * 100),
        factories.find(({ region }) => region === code)?.achieved ?? 0,
        counts?.projects ?? 0,
        counts?.overdue ?? 0,
        counts?.enterprises ?? 0,
        counts?.connectedEnterprises ?? 0,
      ];
    }),
  };
}
