// Owns the proof that facts are those of an undisturbed run: read over HTTP as stored, by machine, minute and product, bit for bit.
import { setTimeout as sleep } from 'node:timers/promises';
import type { KpiRow } from '@takt/model/api';
import { factFields } from '@takt/model/facts';
import type { ApiClient } from '../harness/api-client.ts';
import { machines } from './plant.ts';

export interface Span {
  /** Epoch ms, full hours. */
  from: number;
  to: number;
}

type Rows = ReadonlyMap<string, KpiRow['facts']>;

const askEveryMs = 500;
/** What stands for so long is not being computed any more: the fold's passes are closer to each other. */
const standsMs = 4000;
/** Where so long nothing changes that differs, nothing will: longer than any lease, lock or pause between two attempts. */
const standstillMs = 60_000;

/** One row per machine, minute and product is the sum of a single row: nothing is added up in an order of its own. */
async function readFacts(api: ApiClient, machine: string, { from, to }: Span): Promise<Rows> {
  const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  const path = `/api/v1/kpis?scope=machine:${machine}&by=product&bucket=minute&${range}`;
  const { rows } = await api.get<{ rows: KpiRow[] }>(path);
  return new Map(rows.map(({ key, from: minute, facts }) => [`${minute} ${key}`, facts]));
}

/** The rows that differ, each with the first thing that does. */
function differencesOf(actual: Rows, expected: Rows): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, facts] of expected) {
    const other = actual.get(key);
    const field = factFields.find((name) => !Object.is(other?.[name], facts[name]));
    if (!other) found.set(key, 'is missing');
    else if (field) found.set(key, `${field}: ${other[field]}, not ${facts[field]}`);
  }
  for (const key of actual.keys()) if (!expected.has(key)) found.set(key, 'should not be');
  return found;
}

/** One line: how much of the machine differs, from when to when, and the first of it. */
function inShort(machine: string, rows: number, differences: ReadonlyMap<string, string>): string {
  const [first = '', ...others] = [...differences.keys()].sort();
  const minuteOf = (key: string) => key.split(' ')[0];
  const until = minuteOf(others.at(-1) ?? first);
  return `${machine}: ${differences.size} of ${rows} rows, ${minuteOf(first)} to ${until}; ${first} ${differences.get(first)}`;
}

interface Compared {
  rows: number;
  /** Empty: equal. */
  difference: string;
  /** Changes with any fact of either. */
  facts: string;
}

export interface FactsCompared {
  /** Rows of the undisturbed run. */
  rows: number;
  /** A line for every machine that differs. */
  differences: string[];
}

/**
 * Waits until both are folded: until they are equal and stay so. Where nothing that differs has changed for a minute, it differs.
 */
export async function compareFacts(
  actual: ApiClient,
  undisturbed: ApiClient,
  span: Span,
  limitMs: number,
): Promise<FactsCompared> {
  const deadline = Date.now() + limitMs;
  let compared = new Map<string, Compared>();
  let changedAt = Date.now();
  let equalSince: number | undefined;
  for (;;) {
    const differing = machines.filter((machine) => compared.get(machine)?.difference !== '');
    const before = compared;
    compared = new Map(before);
    for (const machine of differing.length > 0 ? differing : machines) compared.set(machine, await compare(machine));
    const differences = [...compared.values()].map(({ difference }) => difference).filter((text) => text !== '');
    const now = Date.now();
    if (machines.some((machine) => compared.get(machine)?.facts !== before.get(machine)?.facts)) changedAt = now;
    // All of them are equal only where all were looked at in this round.
    if (differences.length > 0) equalSince = undefined;
    else if (differing.length === 0) equalSince ??= now;
    const rows = [...compared.values()].reduce((sum, one) => sum + one.rows, 0);
    const stands = rows > 0 && equalSince !== undefined && now - equalSince >= standsMs;
    const stuck = differences.length > 0 && now - changedAt >= standstillMs;
    if (stands || stuck || now > deadline) return { rows, differences };
    await sleep(equalSince === undefined ? askEveryMs : standsMs);
  }

  async function compare(machine: string): Promise<Compared> {
    const expected = await readFacts(undisturbed, machine, span);
    const found = await readFacts(actual, machine, span);
    const differences = differencesOf(found, expected);
    return {
      rows: expected.size,
      difference: differences.size === 0 ? '' : inShort(machine, expected.size, differences),
      facts: JSON.stringify([[...expected], [...found]]),
    };
  }
}
