// Owns what telemetry says of connected workshops and enterprises: machines that report, data uploaded, time covered by data.
import { dayNumberOf, localParts, startOfDayNumber } from '@takt/model/calendar';
import { addFacts, coverage, emptyFacts, type Facts } from '@takt/model/facts';
import { type Finding, type Findings, noSource, type ResultReason } from '@takt/model/recognition';
import { inParts } from '../../platform/database/in-parts.ts';
import type { RecognitionParts } from '../parts.ts';
import type { Subject } from './subject.ts';

/** Days that are over, before today: of uploaded data and coverage, and of whether a machine reports at all. */
const uploadDays = 90;
const reportDays = 30;
const machinesAQuestion = 500;

interface Known {
  findings: Findings;
  missing: Partial<Record<string, ResultReason>>;
}

/** What one machine did: days with data, days it was to work or nobody knows, and the sum of its facts. */
interface MachineDays {
  reported: number;
  expected: number;
  recently: boolean;
  facts: Facts;
}

const indicators = ['networked_rate', 'upload_rate', 'coverage'] as const;
type Indicator = (typeof indicators)[number];

export async function telemetryOf(
  parts: RecognitionParts,
  subjects: readonly Subject[],
  piecesOf: (id: string) => number,
): Promise<Map<string, Known>> {
  const machines = new Map(subjects.map((subject) => [subject.id, machinesOf(parts, subject)]));
  const days = await daysOf(parts, [...new Set([...machines.values()].flat())]);
  const range = rangeOf(parts);
  return new Map(
    subjects.map((subject) => {
      const own = machines.get(subject.id) ?? [];
      const known = own.map((code) => days.get(code)).filter((one) => one !== undefined);
      return [subject.id, knownOf(subject, own.length, known, piecesOf(subject.id), range)];
    }),
  );
}

/** A code of the plant counts only while it lies in the enterprise the record is connected with: workshops are moved. */
function machinesOf({ plant }: RecognitionParts, { kind, plantEnterprise, plantWorkshop }: Subject): string[] {
  if (plantEnterprise === null) return [];
  if (kind === 'enterprise')
    return plant.within({ level: 'enterprise', code: plantEnterprise }).map(({ code }) => code);
  if (plantWorkshop === null) return [];
  return plant
    .within({ level: 'workshop', code: plantWorkshop })
    .filter(({ enterprise }) => enterprise === plantEnterprise)
    .map(({ code }) => code);
}

function rangeOf({ regions, clock }: RecognitionParts) {
  const { timeZone } = regions.city;
  const today = dayNumberOf(clock(), timeZone);
  const edges = Array.from({ length: uploadDays + 1 }, (_, day) =>
    startOfDayNumber(today - uploadDays + day, timeZone),
  );
  const dateOf = (at: number) => localParts(at, timeZone).date;
  const [from = 0, to = 0] = [edges[0], edges.at(-1)];
  return { edges, from, to, fromDate: dateOf(from), toDate: dateOf(to - 1) };
}

async function daysOf(parts: RecognitionParts, machines: readonly string[]): Promise<Map<string, MachineDays>> {
  const { edges, from, to } = rangeOf(parts);
  const recentFrom = edges.at(-1 - reportDays) ?? to;
  const known = new Map<string, MachineDays>();
  for (const part of inParts(machines, machinesAQuestion)) {
    const rows = await parts.store.sumFacts({ machines: part, grain: 'day', from, to, edges });
    const byMachine = Map.groupBy(rows, ({ machine }) => machine);
    for (const [machine, all] of byMachine) known.set(machine, machineDays(all, recentFrom));
  }
  return known;
}

function machineDays(rows: readonly (Facts & { start: number })[], recentFrom: number): MachineDays {
  const total: MachineDays = { reported: 0, expected: uploadDays, recently: false, facts: emptyFacts() };
  for (const [start, products] of Map.groupBy(rows, (row) => row.start)) {
    const facts = products.reduce((sum, row) => addFacts(sum, row), emptyFacts());
    const said = saidMs(facts) > 0;
    if (said) total.reported++;
    else if (facts.unknownMs === 0) total.expected--;
    if (said && start >= recentFrom) total.recently = true;
    addFacts(total.facts, facts);
  }
  return total;
}

/** Time a machine told of itself: the calendar says what is unscheduled or a planned stop. */
function saidMs(facts: Facts): number {
  const { setupMs, producingMs, minorStopMs, downMs, starvedMs, blockedMs, idleMs } = facts;
  return setupMs + producingMs + minorStopMs + downMs + starvedMs + blockedMs + idleMs;
}

function knownOf(
  { id, plantWorkshop, plantEnterprise }: Subject,
  linked: number,
  known: readonly MachineDays[],
  pieces: number,
  { fromDate, toDate, to }: ReturnType<typeof rangeOf>,
): Known {
  if (linked === 0) return { findings: {}, missing: missingAll('not_connected') };
  if (known.length === 0) return { findings: {}, missing: missingAll('no_data') };
  const source = {
    ...noSource,
    kind: 'telemetry',
    id: plantWorkshop ?? plantEnterprise ?? id,
    from: fromDate,
    to: toDate,
  };
  const found = (value: number | null, detail: string): Finding[] =>
    value === null ? [] : [{ value, origin: 'measured', source: { ...source, detail }, at: to }];
  const recent = known.filter(({ recently }) => recently).length;
  const all = Math.max(pieces, linked);
  const reported = sum(known, ({ reported: days }) => days);
  // Machines without any facts were to report on every day.
  const expected = sum(known, ({ expected: days }) => days) + (linked - known.length) * uploadDays;
  const facts = known.reduce((whole, one) => addFacts(whole, one.facts), emptyFacts());
  return {
    findings: {
      networked_rate: found(recent / all, `${recent}/${all}`),
      upload_rate: found(expected > 0 ? reported / expected : null, `${reported}/${expected}`),
      coverage: found(coverage(facts), `${known.length}/${linked}`),
    },
    missing: missingAll('no_data'),
  };
}

function missingAll(reason: ResultReason): Partial<Record<Indicator, ResultReason>> {
  return Object.fromEntries(indicators.map((indicator) => [indicator, reason]));
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
