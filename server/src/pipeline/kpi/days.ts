// Owns facts by day and product, as the statistics of effects take them: complete, for machines that may lie in several time zones.
import { dayNumberOf, localParts, startOfDayNumber } from '@takt/model/calendar';
import { type DateRange, dayMs, type MeasuredDay, type Measures } from '@takt/model/effect';
import { addFacts, emptyFacts, type Facts } from '@takt/model/facts';
import type { FactsSum, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import { scheduleOf } from '../fold/read.ts';
import type { MachineView } from '../plant-view.ts';
import type { TimeBucket } from './buckets.ts';
import { fillGaps } from './gaps.ts';
import { sumBuckets } from './sums.ts';

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
  for (const [timeZone, group] of Map.groupBy(machines, (machine) => machine.timeZone)) {
    const codes = group.map(({ code }) => code);
    const buckets = ranges.flatMap((range) => daysIn(range, timeZone));
    const [sums, spans] = await Promise.all([sumBuckets(store, codes, buckets, timeZone), store.factSpans(codes)]);
    const byKey = Map.groupBy(sums, ({ machine, start }) => `${start} ${machine}`);
    for (const { from, to } of buckets) {
      const day = dayOf(days, localParts(from, timeZone).date);
      for (const machine of group) {
        const rows = byKey.get(`${from} ${machine.code}`) ?? [];
        const facts = addRows(day, rows, machine.outlet);
        fillGaps(facts, from, to, spans.get(machine.code), scheduleOf(machine));
        addFacts(day.facts, facts);
      }
    }
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function daysIn({ from, to }: DateRange, timeZone: string): TimeBucket[] {
  const days: TimeBucket[] = [];
  const last = dayNumber(to);
  for (let day = dayNumber(from); day <= last; day++)
    days.push({ from: startOfDayNumber(day, timeZone), to: startOfDayNumber(day + 1, timeZone) });
  return days;
}

function dayNumber(date: string): number {
  return Math.round(Date.parse(date) / dayMs);
}

function dayOf(days: Map<string, Day>, date: string): Day {
  const day = days.get(date) ?? { day: date, facts: emptyFacts(), outletBusyMs: 0, products: new Map() };
  days.set(date, day);
  return day;
}

/** Facts of the machine on the day. */
function addRows(day: Day, rows: readonly FactsSum[], outlet: boolean): Facts {
  const all = emptyFacts();
  for (const row of rows) {
    addFacts(all, row);
    const product = day.products.get(row.product) ?? { facts: emptyFacts(), outletBusyMs: 0 };
    day.products.set(row.product, product);
    addFacts(product.facts, row);
    if (!outlet) continue;
    product.outletBusyMs += row.busyMs;
    day.outletBusyMs += row.busyMs;
  }
  return all;
}

/** The last day that was over at a moment, where these machines are. */
export function lastDayBefore(at: number, timeZone: string): string {
  return new Date((dayNumberOf(at, timeZone) - 1) * dayMs).toISOString().slice(0, 10);
}
