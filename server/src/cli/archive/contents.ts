// Owns how the contents of an installation stand in the lines of an archive, whatever stores they came from.
import { emptyFacts, factFields } from '@takt/model/facts';
import { z } from 'zod';
import type { FactRow, Grain, Source, StoredSample } from '../../platform/telemetry-store/port.ts';
import type { FactRange } from '../transfer/facts.ts';

export const registrySection = (table: string) => `registry/${table}`;
export const samplesSection = 'telemetry/samples';
export const factsSection = (grain: Grain) => `telemetry/facts-${grain}`;

/** A row of a table, by the names of its columns. */
export const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** Readings of one signal: the first at `from`, each further one as many ms after the one before as `steps` says. */
const samplesSchema = z.object({
  source: z.string(),
  signal: z.string(),
  from: z.number(),
  steps: z.array(z.number()),
  values: z.array(z.union([z.number(), z.string(), z.null()])).min(1),
});
type SamplesLine = z.infer<typeof samplesSchema>;

/** A machine's rows in [from, to); measures that are 0 are left out. */
const factsSchema = z.object({
  machine: z.string(),
  from: z.number(),
  to: z.number(),
  rows: z.array(z.object({ start: z.number(), product: z.string() }).catchall(z.number())),
});
type FactsLine = z.infer<typeof factsSchema>;

/** A line for each signal among the samples, which ascend by time. */
export function samplesToLines(source: Source, samples: readonly StoredSample[]): SamplesLine[] {
  const lines = new Map<string, { line: SamplesLine; last: number }>();
  for (const { signal, at, value } of samples) {
    const known = lines.get(signal);
    if (known) {
      known.line.steps.push(at - known.last);
      known.line.values.push(value);
      known.last = at;
    } else lines.set(signal, { line: { source, signal, from: at, steps: [], values: [value] }, last: at });
  }
  return [...lines.values()].map(({ line }) => line);
}

export function samplesFromLine(value: unknown): { source: Source; samples: StoredSample[] } {
  const { source, signal, from, steps, values } = samplesSchema.parse(value);
  if (values.length !== steps.length + 1) throw new Error(`${values.length} readings at ${steps.length + 1} times`);
  let at = from;
  const samples = values.map((reading, index) => {
    if (index > 0) at += steps[index - 1] ?? 0;
    return { signal, at, value: reading };
  });
  return { source, samples };
}

export function factsToLine(machine: string, { from, to, rows }: FactRange): FactsLine {
  return {
    machine,
    from,
    to,
    rows: rows.map((row) => {
      const measures = factFields.filter((field) => row[field] !== 0).map((field) => [field, row[field]]);
      return { start: row.start, product: row.product, ...Object.fromEntries(measures) };
    }),
  };
}

/** A measure this version does not know would be lost silently, so it is refused. */
export function factsFromLine(value: unknown): FactRange & { machine: string } {
  const { machine, from, to, rows } = factsSchema.parse(value);
  const known = new Set<string>(['start', 'product', ...factFields]);
  const full = rows.map((row): FactRow => {
    const unknown = Object.keys(row).find((field) => !known.has(field));
    if (unknown !== undefined) throw new Error(`facts of ${machine} hold an unknown measure "${unknown}"`);
    return { ...emptyFacts(), ...row, machine };
  });
  return { machine, from, to, rows: full };
}
