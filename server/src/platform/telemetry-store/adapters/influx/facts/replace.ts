// Owns replacing facts without deleting: new rows are written over old ones, and what vanished is marked void.
import type { FactRow } from '@takt/model/facts';
import type { FactsReplacement, Grain, TelemetryStore } from '../../../port.ts';
import { checkReplacement, rowsThatCount } from '../../../replacement.ts';
import { factPlaces, type Retention } from '../layout.ts';
import type { StoreMetrics } from '../metrics.ts';
import type { Queries } from '../server/query.ts';
import type { Writer } from '../server/write.ts';
import { batches, machinesPerAnswer } from './batches.ts';
import { type FactKey, factLine, voidLine } from './lines.ts';
import { type FactsRange, namesOf, selectKeys } from './statements.ts';
import type { Turns } from './turns.ts';

export function createFactWriter(options: {
  queries: Pick<Queries, 'ask'>;
  writer: Pick<Writer, 'write'>;
  turns: Record<Grain, Turns>;
  retention: Retention;
  requestChars: number;
  valuesPerAnswer: number;
  metrics: Pick<StoreMetrics, 'refused'>;
  clock: () => number;
}): TelemetryStore['replaceFacts'] {
  const { queries, writer, turns, retention, requestChars, valuesPerAnswer, metrics, clock } = options;

  /** Keys of rows in the ranges that are not void, and not among those to come. */
  const vanishing = async (ranges: readonly FactsRange[], rows: readonly FactRow[]): Promise<FactKey[]> => {
    const kept = new Set(rows.map(textOf));
    const gone = new Map<string, FactKey>();
    for (const range of ranges) {
      for (const machines of batches(range.machines, machinesPerAnswer(range, 1, valuesPerAnswer))) {
        const [tables = []] = await queries.ask([selectKeys({ ...range, machines })]);
        for (const table of tables) {
          const names = namesOf(table);
          for (const [time, isVoid] of table.values) {
            const key = { ...names, start: Number(time) };
            if (isVoid === 0 && !kept.has(textOf(key))) gone.set(textOf(key), key);
          }
        }
      }
    }
    return [...gone.values()];
  };

  const write = async (grain: Grain, lines: readonly string[]): Promise<void> => {
    const perRequest = Math.max(1, Math.floor(requestChars / (lines[0]?.length ?? 1)));
    for (const batch of batches(lines, perRequest)) {
      const outcome = await writer.write(factPlaces[grain].policy, batch.join('\n'), batch.length);
      if (outcome.ok) continue;
      // Its clock is ahead of ours; the others were taken.
      if (!/beyond retention/.test(outcome.detail)) throw new Error(`InfluxDB refuses facts: ${outcome.detail}`);
      metrics.refused.inc({ reason: 'beyond_retention' }, outcome.dropped ?? 1);
    }
  };

  return async (grain, replacements) => {
    for (const replacement of replacements) checkReplacement(replacement);
    if (replacements.length === 0) return;
    const keptFrom = clock() - retention[factPlaces[grain].policy];
    const all = rowsThatCount(replacements);
    const rows = all.filter(({ start }) => start >= keptFrom);
    if (rows.length < all.length) metrics.refused.inc({ reason: 'beyond_retention' }, all.length - rows.length);
    const ranges = rangesOf(grain, replacements, keptFrom);
    const claims = ranges.map(({ machines, from, to }) => ({ writes: true, machines: new Set(machines), from, to }));
    await turns[grain](claims, async () => {
      const gone = await vanishing(ranges, rows);
      await write(grain, [...rows.map((row) => factLine(grain, row)), ...gone.map((key) => voidLine(grain, key))]);
    });
  };
}

/** Mostly the ranges of one batch are the same for all machines, so machines share a question. */
function rangesOf(grain: Grain, replacements: readonly FactsReplacement[], keptFrom: number): FactsRange[] {
  const groups = Map.groupBy(replacements, ({ from, to }) => `${from} ${to}`).values();
  return [...groups].flatMap((group) => {
    const { from, to } = group[0] as FactsReplacement;
    const machines = [...new Set(group.map(({ machine }) => machine))];
    return to > keptFrom ? [{ grain, machines, from: Math.max(from, keptFrom), to }] : [];
  });
}

function textOf({ start, machine, product }: FactKey): string {
  return `${start}\0${machine}\0${product}`;
}
