// Owns reading facts: rows as stored, sums per machine, product and bucket, and from when to when there are any.
import { emptyFacts, type FactRow, factFields, minuteMs } from '@takt/model/facts';
import type { Grain, TelemetryStore } from '../../../port.ts';
import type { Queries, Table } from '../server/query.ts';
import { batches, machinesPerAnswer, rowsPerMachine } from './batches.ts';
import { voidField } from './lines.ts';
import { addMeasures, type FactsRange, inOrder, namesOf, selectFacts, selectRows, selectSums } from './statements.ts';
import type { Turns } from './turns.ts';

type FactQueries = Pick<TelemetryStore, 'readFacts' | 'sumFacts' | 'factSpans'>;

const columns = factFields.length + 2;
/** Rows of a bucket from which on InfluxDB adds them up sooner than it hands them out. */
const rowsWorthSumming = 10_000;
const machinesPerSpanQuestion = 200;

export function createFactQueries(options: {
  queries: Pick<Queries, 'ask'>;
  turns: Record<Grain, Turns>;
  valuesPerAnswer: number;
}): FactQueries {
  const { queries, turns, valuesPerAnswer } = options;

  /** Asks for the machines a few at a time, when nobody is replacing what is read. */
  const visit = (
    range: FactsRange,
    select: (range: FactsRange) => readonly string[],
    perAnswer: number,
    take: (tables: readonly Table[], statement: number) => void,
  ): Promise<void> => {
    const { grain, machines, from, to } = range;
    return turns[grain]([{ writes: false, machines: new Set(machines), from, to }], async () => {
      for (const some of batches(machines, perAnswer)) {
        const answers = await queries.ask(select({ ...range, machines: some }));
        answers.forEach(take);
      }
    });
  };

  const sumHere = async (range: FactsRange, edges: readonly number[]): Promise<FactRow[]> => {
    const sums: FactRow[] = [];
    const perAnswer = machinesPerAnswer(range, columns, valuesPerAnswer);
    await visit(
      range,
      (some) => [selectRows(some)],
      perAnswer,
      (tables) => {
        for (const table of tables) sumTable(table, edges, sums);
      },
    );
    return sums;
  };

  const sumThere = async (range: FactsRange, edges: readonly number[]): Promise<FactRow[]> => {
    const sums: FactRow[] = [];
    const buckets = edges.slice(0, -1).map((start, index) => ({
      start,
      from: Math.max(range.from, start),
      to: Math.min(range.to, edges[index + 1] ?? start),
    }));
    const filled = buckets.filter(({ from, to }) => from < to);
    await visit(
      range,
      (some) => filled.map(({ from, to }) => selectSums({ ...some, from, to })),
      machinesPerAnswer({ grain: 'day', from: 0, to: 0 }, columns * filled.length, valuesPerAnswer),
      (tables, index) => {
        for (const table of tables) {
          const row = table.values[0] ?? [];
          if (Number(row[1]) <= Number(row[2])) continue;
          const sum: FactRow = { ...emptyFacts(), ...namesOf(table), start: filled[index]?.start ?? 0 };
          addMeasures(sum, row, 3);
          sums.push(sum);
        }
      },
    );
    return sums;
  };

  return {
    async readFacts({ machines, grain, from, to }) {
      const rows: FactRow[] = [];
      if (machines.length === 0 || !(from < to)) return rows;
      const range = { grain, machines: [...new Set(machines)], from, to };
      await visit(
        range,
        (some) => [selectRows(some)],
        machinesPerAnswer(range, columns, valuesPerAnswer),
        (tables) => {
          for (const table of tables) for (const row of rowsOf(table)) rows.push(row);
        },
      );
      return inOrder(rows);
    },
    async sumFacts({ machines, grain, from: earliest, to: latest, edges = [earliest, latest] }) {
      const from = Math.max(earliest, edges[0] ?? latest);
      const to = Math.min(latest, edges.at(-1) ?? earliest);
      if (machines.length === 0 || !(from < to)) return [];
      const range = { grain, machines: [...new Set(machines)], from, to };
      const perBucket = (range.machines.length * rowsPerMachine(range)) / (edges.length - 1);
      return inOrder(await (perBucket > rowsWorthSumming ? sumThere(range, edges) : sumHere(range, edges)));
    },
    async factSpans(machines) {
      const found = new Map<string, { from: number; to: number }>();
      for (const some of batches([...new Set(machines)], machinesPerSpanQuestion)) {
        const [firsts = [], lasts = []] = await queries.ask([selectEdge('first', some), selectEdge('last', some)]);
        const ends = new Map(lasts.map((table) => [namesOf(table).machine, Number(table.values[0]?.[0])]));
        for (const table of firsts) {
          const { machine } = namesOf(table);
          const last = ends.get(machine);
          if (last !== undefined) found.set(machine, { from: Number(table.values[0]?.[0]), to: last + minuteMs });
        }
      }
      return found;
    },
  };
}

function selectEdge(edge: 'first' | 'last', machines: readonly string[]): string {
  const range = { grain: 'minute', machines, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY } as const;
  return selectFacts(`${edge}("${voidField}")`, range, ` AND "${voidField}" = 0 GROUP BY "machine"`);
}

function* rowsOf(table: Table): Generator<FactRow> {
  const names = namesOf(table);
  for (const row of table.values) {
    if (row[1] !== 0) continue;
    const facts: FactRow = { ...emptyFacts(), ...names, start: Number(row[0]) };
    addMeasures(facts, row, 2);
    yield facts;
  }
}

/** Adds the rows of one machine and product, ascending by time, to a sum for each bucket that has any. */
function sumTable(table: Table, edges: readonly number[], into: FactRow[]): void {
  const names = namesOf(table);
  let bucket = 0;
  let sum: FactRow | undefined;
  for (const row of table.values) {
    if (row[1] !== 0) continue;
    const at = Number(row[0]);
    while (at >= (edges[bucket + 1] ?? Number.POSITIVE_INFINITY)) {
      bucket++;
      sum = undefined;
    }
    if (!sum) {
      sum = { ...emptyFacts(), ...names, start: edges[bucket] ?? 0 };
      into.push(sum);
    }
    addMeasures(sum, row, 2);
  }
}
