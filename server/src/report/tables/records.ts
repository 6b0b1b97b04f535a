// Owns the tables of certificates, of how much data there is, and of where records are from.
import type { ReportContents } from '../contents/index.ts';
import { originSubjects, origins } from '../contents/origins.ts';
import { wordOf } from '../locales/words.ts';
import type { Said } from './said.ts';
import { count, decimal, mark, type ReportTable, rounded, text } from './table.ts';

export function actTable({ acts }: ReportContents, { words, district }: Said): ReportTable {
  const { columns: say } = words;
  return {
    title: words.sections.acts,
    columns: [
      text(say.act, 1),
      mark(say.day, 1.7),
      text(say.number, 2.2),
      text(say.kind, 1.4),
      text(say.subject, 2.6),
      text(say.enterprise, 2.6),
      text(say.district, 1.2),
      text(say.origin, 0.9),
      text(say.reason, 2),
    ],
    rows: acts.map((one) => [
      words.acts[one.act],
      one.day,
      one.number,
      wordOf(words.kinds, one.countsAs),
      one.subject,
      one.enterprise,
      district(one.district),
      words.origins[one.origin],
      one.reason,
    ]),
  };
}

export function coverageTable({ totals, coverage }: ReportContents, { words, number }: Said): ReportTable {
  const { coverage: say } = words;
  const told = coverage.coverage;
  return {
    title: words.sections.coverage,
    columns: [text(words.columns.figure, 3), decimal(words.columns.value, 1), mark(words.columns.remark, 3)],
    rows: [
      [say.enterprises, totals.enterprises, null],
      [say.connectedEnterprises, totals.connectedEnterprises, null],
      [say.workshops, totals.workshops, null],
      [say.connectedWorkshops, totals.connectedWorkshops, null],
      [say.counted, coverage.enterprises, null],
      [
        say.coverage,
        told === null ? null : rounded(told * 100),
        told === null ? say.few(number(coverage.least)) : null,
      ],
    ],
  };
}

export function originTable({ origins: counts }: ReportContents, { words }: Said): ReportTable {
  return {
    title: words.sections.origins,
    columns: [text(words.columns.of, 2), ...origins.map((origin) => count(words.columns[origin]))],
    rows: originSubjects.map((subject) => [
      words.originSubjects[subject],
      ...origins.map((origin) => counts[subject][origin]),
    ]),
  };
}
