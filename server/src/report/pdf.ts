// Owns a report as a PDF: the cover, then section by section its tables and charts.
import type { ReportLanguage } from '@takt/model/api';
import { isShare } from '@takt/model/targets';
import { createPdf, type Pdf } from '../platform/pdf/index.ts';
import type { ReportContents } from './contents/index.ts';
import { wordOf } from './locales/words.ts';
import { aboutPairs, summaryLines } from './summary.ts';
import { effectTable, pipelineTable, riskTable } from './tables/projects.ts';
import { actTable, coverageTable, originTable } from './tables/records.ts';
import { type Said, saidIn } from './tables/said.ts';
import { cellText, type ReportTable } from './tables/table.ts';
import { correctionTable, rankingTable, targetTable, trendTable } from './tables/targets.ts';

/** What is listed one by one on pages; the workbook has all. */
const mostRows = 60;
const mostRanked = 10;
/** From so many columns on a table is set smaller. */
const wide = 9;
const smallSize = 7;
const alignOf = { text: 'left', mark: 'center', count: 'right', decimal: 'right', effect: 'right' } as const;

export async function reportPdf(contents: ReportContents, language: ReportLanguage): Promise<Uint8Array> {
  const said = saidIn(language, contents);
  const { words } = said;
  const [region, month] = [contents.name[language], said.month(contents.month)];
  const pdf = await createPdf({
    title: words.title(region, month),
    language,
    createdAt: contents.madeAt,
    header: words.header(region, month),
    footer: words.page,
  });
  cover(pdf, contents, said);
  await plans(pdf, contents, said);
  await projects(pdf, contents, said);
  await effects(pdf, contents, said);
  await listed(pdf, actTable(contents, said), said);
  await ranking(pdf, contents, said);
  await records(pdf, contents, said);
  return pdf.finish();
}

function cover(pdf: Pdf, contents: ReportContents, said: Said): void {
  const { words } = said;
  pdf.space(36);
  pdf.heading(words.title(contents.name[said.language], said.month(contents.month)), 1);
  pdf.space(10);
  const pairs = aboutPairs(contents, said);
  pdf.keyValues(pairs.filter(([name]) => name !== ''));
  for (const [name, value] of pairs) if (name === '') pdf.paragraph(value, { tone: 'strong', size: 11 });
  pdf.heading(words.cover.summary, 2);
  for (const line of summaryLines(contents, said)) pdf.paragraph(line, { size: 10.5 });
}

async function plans(pdf: Pdf, contents: ReportContents, said: Said): Promise<void> {
  const { words } = said;
  const { targets, trend } = contents;
  pdf.newPage();
  await listed(pdf, targetTable(contents, said), said);
  const counted = targets.filter(({ indicator, plan, achieved }) => !isShare(indicator) && (plan || achieved));
  if (counted.length > 0)
    pdf.chart({
      title: words.charts.targets,
      kind: 'bar',
      categories: counted.map(({ indicator }) => wordOf(words.short, indicator)),
      series: [
        { name: words.charts.achieved, values: counted.map(({ achieved }) => achieved) },
        { name: words.charts.plan, values: counted.map(({ plan }) => plan) },
      ],
      format: said.number,
    });
  const corrections = correctionTable(contents, said);
  if (corrections.rows.length > 0) await listed(pdf, corrections, said);
  pdf.heading(words.sections.trend, 2);
  await tableOf(pdf, trendTable(contents, said), said);
  for (const { indicator, values } of trend.series.slice(0, 2))
    pdf.chart({
      title: words.charts.counts(words.indicators[indicator]),
      kind: 'line',
      categories: trend.months.map((month) => month.slice(2)),
      series: [{ name: words.indicators[indicator], values }],
      format: said.number,
      height: 110,
    });
}

async function projects(pdf: Pdf, contents: ReportContents, said: Said): Promise<void> {
  const { words } = said;
  pdf.heading(words.sections.pipeline, 2);
  pdf.paragraph(words.asMade(said.moment(contents.madeAt)), { tone: 'muted' });
  await tableOf(pdf, pipelineTable(contents, said), said);
  pdf.chart({
    title: words.charts.pipeline,
    kind: 'bar',
    categories: contents.pipeline.map(({ stage }) => words.stages[stage]),
    series: [{ name: words.charts.projects, values: contents.pipeline.map((one) => one.projects) }],
    format: said.number,
    height: 120,
  });
  await listed(pdf, riskTable(contents, said), said);
}

async function effects(pdf: Pdf, contents: ReportContents, said: Said): Promise<void> {
  const { words, number } = said;
  const { measured, declared, notMeasurable, notShared } = contents.effectCounts;
  pdf.heading(words.sections.effects, 2);
  pdf.paragraph(words.effectCounts(number(measured), number(declared), number(notMeasurable), number(notShared)));
  const told = contents.effects.rows.some(({ verdicts }) => verdicts !== null);
  if (told) await tableOf(pdf, effectTable(contents, said), said);
  else pdf.paragraph(words.noEffects, { tone: 'muted' });
}

async function ranking(pdf: Pdf, contents: ReportContents, said: Said): Promise<void> {
  const table = rankingTable(contents, said);
  if (!table || !contents.ranking) return;
  const { words } = said;
  pdf.heading(table.title, 2);
  await tableOf(pdf, table, said);
  const most = contents.ranking.workshops
    .toSorted((a, b) => (b.achieved ?? 0) - (a.achieved ?? 0))
    .slice(0, mostRanked)
    .filter(({ achieved }) => achieved);
  if (most.length > 0)
    pdf.chart({
      title: words.charts.ranking,
      kind: 'bar',
      categories: most.map(({ region }) => said.district(region)),
      series: [
        { name: words.charts.achieved, values: most.map(({ achieved }) => achieved) },
        { name: words.charts.plan, values: most.map(({ plan }) => plan) },
      ],
      format: said.number,
      height: 120,
    });
}

async function records(pdf: Pdf, contents: ReportContents, said: Said): Promise<void> {
  const { words, number } = said;
  await listed(pdf, coverageTable(contents, said), said);
  await listed(pdf, originTable(contents, said), said);
  pdf.heading(words.sections.notes, 2);
  for (const note of words.notes(number(contents.effects.least))) pdf.paragraph(note, { size: 9 });
}

/** Under its heading, and no more rows than somebody reads. */
async function listed(pdf: Pdf, table: ReportTable, said: Said): Promise<void> {
  const { words, number } = said;
  const { length } = table.rows;
  pdf.heading(table.title, 2);
  if (length === 0) return pdf.paragraph(words.none, { tone: 'muted' });
  await tableOf(pdf, { ...table, rows: table.rows.slice(0, mostRows) }, said);
  if (length > mostRows) pdf.paragraph(words.more(number(mostRows), number(length)), { tone: 'muted' });
}

function tableOf(pdf: Pdf, { columns, rows }: ReportTable, { language }: Said): Promise<void> {
  return pdf.table({
    columns: columns.map(({ title, share, kind }) => ({ title, share, align: alignOf[kind] })),
    ...(columns.length >= wide && { size: smallSize }),
    rows: rows.map((cells) => cells.map((cell, index) => cellText(cell, columns[index]?.kind ?? 'text', language))),
  });
}
