// Owns facts by day and product, as the statistics of effects take them: complete, for machines that may lie in several time zones.
import { dayNumberOf, localParts, startOfDayNumber } from '@takt/model/calendar';
import { type DateRange, dayMs, type MeasuredDay, type Measures } from '@takt/model/effect';
import { addFacts, emptyFacts, type Facts, lengthMs } from '@takt/model/facts';
import type { FactsSum, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import { scheduleOf } from '../fold/read.ts';
import type { MachineView } from '../plant-view.ts';
import { fillGaps } from './gaps.ts';

interface Day extends MeasuredDay {
  facts: Facts;
  products: Map<string, Measures & { facts: Facts }>;
}

/** Every day of the ranges, ascending. Ranges are of local dates, each machine's own. */
export async function measuredDays(
  store: TelemetryStore,
  machines: readonly MachineView[],
  ranges: readonly DateRange[],
): Promise<MeasuredDay[]> {
  const days = new Map<string, Day>();
  const groups = [...Map.groupBy(machines, (machine) => machine.timeZone).values()];
  await Promise.all(groups.flatMap((group) => ranges.map((range) => addRange(store, group, range, days))));
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

async function addRange(
  store: TelemetryStore,
  machines: readonly MachineView[],
  range: DateRange,
  days: Map<string, Day>,
): Promise<void> {
  const { timeZone = '' } = machines[0] ?? {};
  const codes = machines.map(({ code }) => code);
  const edges = edgesOf(range, timeZone);
  const [from = 0, to = 0] = [edges[0], edges.at(-1)];
  const [sums, spans] = await Promise.all([
    store.sumFacts({ machines: codes, grain: 'day', from, to, edges }),
    store.factSpans(codes),
  ]);
  const byMachine = new Map<string, Map<number, FactsSum[]>>();
  for (const row of sums) {
    const starts = byMachine.get(row.machine) ?? new Map<number, FactsSum[]>();
    byMachine.set(row.machine, starts);
    const rows = starts.get(row.start);
    if (rows) rows.push(row);
    else starts.set(row.start, [row]);
  }
  for (const [index, start] of edges.slice(0, -1).entries()) {
    const end = edges[index + 1] ?? start;
    const day = dayOf(days, localParts(start, timeZone).date);
    for (const machine of machines) {
      const rows = byMachine.get(machine.code)?.get(start) ?? [];
      addRows(day, rows, machine.outlet);
      const known = rows.reduce((sum, row) => sum + lengthMs(row), 0);
      if (known < end - start) addGaps(day, rows, start, end, spans.get(machine.code), machine);
    }
  }
}

/** Local midnights, the one after the last day too. */
function edgesOf({ from, to }: DateRange, timeZone: string): number[] {
  const edges: number[] = [];
  const end = Math.round(Date.parse(to) / dayMs) + 1;
  for (let day = Math.round(Date.parse(from) / dayMs); day <= end; day++) edges.push(startOfDayNumber(day, timeZone));
  return edges;
}

function dayOf(days: Map<string, Day>, date: string): Day {
  const day = days.get(date) ?? { day: date, facts: emptyFacts(), outletBusyMs: 0, products: new Map() };
  days.set(date, day);
  return day;
}

function addRows(day: Day, rows: readonly FactsSum[], outlet: boolean): void {
  for (const row of rows) {
    addFacts(day.facts, row);
    const product = day.products.get(row.product) ?? { facts: emptyFacts(), outletBusyMs: 0 };
    day.products.set(row.product, product);
    addFacts(product.facts, row);
    if (!outlet) continue;
    product.outletBusyMs += row.busyMs;
    day.outletBusyMs += row.busyMs;
  }
}

/** What no row of the machine covers is nobody's product. */
function addGaps(
  day: Day,
  rows: readonly FactsSum[],
  from: number,
  to: number,
  span: { from: number; to: number } | undefined,
  machine: MachineView,
): void {
  const whole = emptyFacts();
  for (const row of rows) addFacts(whole, row);
  const { unscheduledMs, unknownMs } = whole;
  fillGaps(whole, from, to, span, scheduleOf(machine));
  day.facts.unscheduledMs += whole.unscheduledMs - unscheduledMs;
  day.facts.unknownMs += whole.unknownMs - unknownMs;
}

/** The last day that was over at a moment, where these machines are. */
export function lastDayBefore(at: number, timeZone: string): string {
  return new Date((dayNumberOf(at, timeZone) - 1) * dayMs).toISOString().slice(0, 10);
}
