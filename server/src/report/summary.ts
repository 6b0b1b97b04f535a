// Owns what stands on the cover of a report: what it is about, and the month in a few sentences.
import { shareOfPlan } from '@takt/model/targets';
import { certificateActs } from './contents/certificates.ts';
import type { ReportContents } from './contents/index.ts';
import type { Said } from './tables/said.ts';

export function aboutPairs(contents: ReportContents, said: Said): (readonly [name: string, value: string])[] {
  const { words, moment, language, month, number } = said;
  const { cover: say } = words;
  return [
    [say.region, contents.name[language]],
    [say.month, month(contents.month)],
    [say.asOf, contents.over ? contents.day : say.notOver(contents.day)],
    [say.madeAt, moment(contents.madeAt)],
    [say.madeBy, contents.madeBy === null ? say.onSchedule : say.by(contents.madeBy)],
    [say.source, say.platform],
    ...(contents.demonstration > 0 ? [['', say.demonstration(number(contents.demonstration))] as const] : []),
  ];
}

const first = ['digital_workshops', 'smart_factories', 'retrofit_projects'] as const;

export function summaryLines(contents: ReportContents, said: Said): string[] {
  const { words, number, percent, money } = said;
  const { summary: say } = words;
  const { targets, acts, pipeline, effectCounts, totals, elapsed } = contents;
  const plans = first.flatMap((indicator) => {
    const line = targets.find((one) => one.indicator === indicator);
    if (!line || line.achieved === null) return [];
    const share = shareOfPlan(line.achieved, line.plan);
    const [name, achieved] = [words.indicators[indicator], number(line.achieved)];
    if (line.plan === null || share === null) return [say.noPlan(name, achieved)];
    return [say.ofPlan(name, achieved, number(line.plan), percent(share))];
  });
  const [recognised = 0, warned = 0, withdrawn = 0] = certificateActs.map(
    (act) => acts.filter((one) => one.act === act).length,
  );
  const underWay = pipeline.filter(({ stage }) => stage !== 'closed');
  const sum = (key: 'projects' | 'plannedYuan' | 'overdue' | 'blocked') =>
    underWay.reduce((total, one) => total + one[key], 0);
  const planned = `${number(money(sum('plannedYuan')))} ${words.money.unit}`;
  const { measured, declared, notMeasurable } = effectCounts;
  return [
    ...plans,
    say.elapsed(percent(elapsed)),
    say.acts(number(recognised), number(warned), number(withdrawn)),
    say.projects(number(sum('projects')), planned, number(sum('overdue')), number(sum('blocked'))),
    say.effects(number(measured), number(declared), number(notMeasurable)),
    say.connected(number(totals.connectedEnterprises), number(totals.enterprises)),
  ];
}
