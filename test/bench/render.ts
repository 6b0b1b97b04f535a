// Owns how benchmark results are shown: a Markdown table, and the page docs/BENCHMARKS.md.
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { BenchResult } from './result.ts';

export function renderTable(results: readonly BenchResult[]): string {
  const rows = results.map(({ name, value, unit, baseline, goal, note }) => [
    note ? `${name} (${note})` : name,
    `${figure(value)} ${unit}`,
    baseline ? `${figure(baseline.value)} ${unit} (${baseline.name})` : '',
    baseline ? (value / baseline.value).toFixed(2) : '',
    goal ?? '',
  ]);
  return [['What', 'Takt', 'Baseline', 'Ratio', 'Goal'], ['---', '---:', '---:', '---:', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

export function renderPage(
  sections: readonly { title: string; name: string; results: readonly BenchResult[] }[],
  date: Date,
): string {
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB`;
  const parts = sections.map(
    ({ title, name, results }) => `## ${title}\n\n\`npm run bench -- ${name}\`\n\n${renderTable(results)}\n`,
  );
  return `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. Measured on ${date.toISOString().slice(0, 10)} on ${machine}, Node ${process.version},
${process.platform}. Load, server and baseline share these cores. A ratio compares with the baseline of the same run: other machines give
other figures and about the same ratios.

${parts.join('\n')}`;
}

function figure(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
