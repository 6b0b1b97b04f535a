// Owns the KPI query: sums facts over a scope and range, split as asked, completes them and applies the formulas.
import type { KpiRow, RouteAnswer, RouteInput } from '@takt/model/api';
import { defaultDefinition, definitionAt } from '@takt/model/definition';
import { addFacts, coverage, emptyFacts, type Facts, minuteMs } from '@takt/model/facts';
import { kpisOf } from '@takt/model/kpi';
import { formatScope, type Level, type Scope } from '@takt/model/plant';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { FactsSum } from '../../platform/telemetry-store/port.ts';
import { scheduleOf } from '../fold/read.ts';
import type { MachineView } from '../plant-view.ts';
import { bucketCount, bucketsOf, type TimeBucket } from './buckets.ts';
import { fillGaps } from './gaps.ts';
import type { KpiParts } from './parts.ts';
import { checkRange, machinesOf } from './scope.ts';
import { sumBuckets } from './sums.ts';

type Input = RouteInput<'kpis.query'>['query'];

const maxRows = 50_000;

export async function queryKpis(parts: KpiParts, input: Input): Promise<Outcome<RouteAnswer<'kpis.query'>>> {
  const problem = checkRange(input);
  if (problem) return problem;
  const machines = machinesOf(parts.plant, input.scope);
  if (!machines.ok) return machines;
  const from = Math.floor(input.from / minuteMs) * minuteMs;
  const to = Math.min(Math.ceil(input.to / minuteMs) * minuteMs, parts.horizon(machines.value));
  if (bucketCount(input.bucket, from, to) * keysOf(machines.value, input.by) > maxRows) {
    return refuse('invalid', `the answer would have more than ${maxRows} rows`, [
      { field: 'bucket', reason: 'too fine for this range' },
    ]);
  }
  const table = new Map<string, Cell>();
  for (const group of groupsOf(machines.value, input.bucket === 'shift'))
    await sumGroup(parts, input, group, from, to, table);
  const rows = [...table.values()]
    .sort((a, b) => a.from - b.from || (a.key < b.key ? -1 : 1))
    .map((cell) => rowOf(cell));
  return done({ rows });
}

/** Facts of one key in one bucket, with the machines that contributed. */
interface Cell extends TimeBucket {
  key: string;
  name: string;
  facts: Facts;
  machines: MachineView[];
}

/** Machines whose buckets have the same boundaries. */
function groupsOf(machines: readonly MachineView[], byCalendar: boolean): MachineView[][] {
  const groupKey = (machine: MachineView) => `${machine.timeZone} ${byCalendar ? (machine.calendar?.code ?? '') : ''}`;
  return [...Map.groupBy(machines, groupKey).values()];
}

async function sumGroup(
  parts: KpiParts,
  input: Input,
  machines: readonly MachineView[],
  from: number,
  to: number,
  table: Map<string, Cell>,
): Promise<void> {
  const first = machines[0];
  if (!first) return;
  const buckets = bucketsOf(input.bucket, from, to, first.timeZone, scheduleOf(first));
  const codes = machines.map((machine) => machine.code);
  const [sums, spans] = await parts.gate.read(() =>
    Promise.all([sumBuckets(parts.store, codes, buckets, first.timeZone), parts.store.factSpans(codes)]),
  );
  const byMachine = Map.groupBy(sums, (row) => row.machine);
  for (const machine of machines) {
    const byBucket = Map.groupBy(byMachine.get(machine.code) ?? [], (row) => row.start);
    for (const bucket of buckets) {
      const rows = byBucket.get(bucket.from) ?? [];
      if (input.by === 'product') addProducts(parts, table, bucket, machine, rows);
      else {
        const facts = total(rows);
        fillGaps(facts, bucket.from, bucket.to, spans.get(machine.code), scheduleOf(machine));
        addTo(parts, table, keyOf(machine, input.scope, input.by), bucket, machine, facts);
      }
    }
  }
}

function addProducts(
  parts: KpiParts,
  table: Map<string, Cell>,
  bucket: TimeBucket,
  machine: MachineView,
  rows: readonly FactsSum[],
): void {
  for (const row of rows) addTo(parts, table, `product:${row.product}`, bucket, machine, row);
}

function addTo(
  parts: KpiParts,
  table: Map<string, Cell>,
  key: string,
  bucket: TimeBucket,
  machine: MachineView,
  facts: Readonly<Facts>,
): void {
  const id = `${key} ${bucket.from} ${bucket.shift ?? ''}`;
  const cell = table.get(id) ?? { ...bucket, key, name: nameOf(parts, key), facts: emptyFacts(), machines: [] };
  table.set(id, cell);
  addFacts(cell.facts, facts);
  cell.machines.push(machine);
}

function rowOf(cell: Cell): KpiRow {
  const { kpis, reasons } = kpisOf(cell.facts);
  const covered = coverage(cell.facts);
  const definition = definitionOf(cell);
  return {
    key: cell.key,
    name: cell.name,
    from: new Date(cell.from).toISOString(),
    to: new Date(cell.to).toISOString(),
    ...(cell.shift === undefined ? {} : { shift: cell.shift }),
    coverage: covered,
    weak: covered !== null && covered < definition.minimumCoverage,
    facts: cell.facts,
    kpis,
    reasons,
    definition,
  };
}

function definitionOf(cell: Cell): KpiRow['definition'] {
  const seen = new Map<string, (typeof defaultDefinition)[]>();
  for (const { definitions } of cell.machines) {
    const inForce = definitions.filter((one) => one.effectiveFrom > cell.from && one.effectiveFrom < cell.to);
    for (const one of [definitionAt(definitions, cell.from), ...inForce]) {
      const { version: _version, effectiveFrom: _from, ...terms } = one;
      const key = JSON.stringify(terms);
      seen.set(key, [...(seen.get(key) ?? []), one]);
    }
  }
  const newest = [...seen.values()]
    .flat()
    .reduce((a, b) => (b.effectiveFrom > a.effectiveFrom ? b : a), defaultDefinition);
  return { ...(seen.size === 1 ? ([...seen.values()][0]?.[0] ?? newest) : newest), mixed: seen.size > 1 };
}

function total(rows: readonly FactsSum[]): Facts {
  const facts = emptyFacts();
  for (const row of rows) addFacts(facts, row);
  return facts;
}

function keyOf(machine: MachineView, scope: Scope, by: Level | undefined): string {
  if (by === undefined) return formatScope(scope);
  return formatScope({ level: by, code: (by === 'machine' ? machine.code : machine[by]) ?? '' });
}

function nameOf(parts: KpiParts, key: string): string {
  const colon = key.indexOf(':');
  const code = key.slice(colon + 1);
  const level = key.slice(0, colon);
  return level === 'product' ? code : (parts.plant.name(level as Level, code) ?? code);
}

function keysOf(machines: readonly MachineView[], by: Input['by']): number {
  if (by === undefined) return 1;
  if (by === 'product') return 20;
  return new Set(machines.map((machine) => (by === 'machine' ? machine.code : machine[by]))).size;
}
