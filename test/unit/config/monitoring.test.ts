// Proves that dashboard and alerts ask for metrics that exist, with labels they have, and that every alert is explained.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { repository } from '../../harness/child.ts';

const read = (path: string) => readFileSync(join(repository, path), 'utf8');

const dashboard = z
  .object({
    panels: z.array(
      z.object({
        id: z.int(),
        type: z.enum(['row', 'timeseries']),
        title: z.string().min(1),
        gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
        targets: z.array(z.object({ expr: z.string().min(1), legendFormat: z.string().min(1) })).default([]),
      }),
    ),
  })
  .parse(JSON.parse(read('config/grafana/takt.json')));

const { groups } = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.strictObject({
            alert: z.string(),
            expr: z.string(),
            for: z.string().optional(),
            labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
            annotations: z.strictObject({ summary: z.string().min(1) }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(read('config/prometheus/alerts.yml')));
const alerts = groups.flatMap(({ rules }) => rules);

const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
];

/** Names as the sources register them, with what a histogram is read by. */
function registered(): Set<string> {
  const names = new Set<string>();
  for (const file of globSync('server/src/**/*.ts', { cwd: repository })) {
    for (const [, kind, name = ''] of read(file).matchAll(/\.(counter|gauge|histogram)\(\s*'(takt_\w+)'/g)) {
      for (const suffix of kind === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']) names.add(name + suffix);
    }
  }
  return names;
}

const namesIn = (expression: string) => expression.match(/\b(takt|process|nodejs)_\w+/g) ?? [];

describe('dashboard and alerts', () => {
  it('ask for metrics that the server registers', async () => {
    const known = registered();
    const text = await createMetrics({ process: true }).text();
    for (const [, name = ''] of text.matchAll(/^# TYPE (\w+)/gm)) known.add(name);
    const missing = expressions.flatMap(([where, expression]) =>
      namesIn(expression)
        .filter((name) => !known.has(name))
        .map((name) => `${where}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('show every metric that the server registers', () => {
    const shown = new Set(expressions.flatMap(([, expression]) => namesIn(expression)));
    const names = [...registered()].filter((name) => !/_(sum|count)$/.test(name));
    expect(names.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('have balanced expressions', () => {
    for (const [where, expression] of expressions) {
      for (const [open, close] of ['()', '{}', '[]'].map((pair) => pair.split(''))) {
        expect(expression.split(open ?? '').length, where).toBe(expression.split(close ?? '').length);
      }
    }
  });
});

describe('the dashboard', () => {
  it('goes the way of the data, each panel in a place of its own', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows.map((title) => title.split(/[:\s]/)[2])).toEqual([
      'Broker',
      'Ingest',
      'Spool',
      'Telemetry',
      'Fold',
      'Queue',
      'API',
      'Processes',
    ]);
    const places = dashboard.panels.map(({ gridPos: { x, y } }) => `${x},${y}`);
    expect(new Set(places).size).toBe(places.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

describe('alerts', () => {
  it('are explained in docs/OPERATIONS.md, each under its name', () => {
    const explained = [...read('docs/OPERATIONS.md').matchAll(/^### (Takt\w+)/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });
});
