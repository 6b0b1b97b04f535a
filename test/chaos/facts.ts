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

const askEveryMs = 1000;
/** What stands for so long is not being computed any more: the fold's passes are closer to each other. */
const standsMs = 6000;
const mostNamed = 10;

/** One row per machine, minute and product is the sum of a single row: nothing is added up in an order of its own. */
async function readFacts(api: ApiClient, { from, to }: Span): Promise<Rows> {
  const rows = new Map<string, KpiRow['facts']>();
  const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  for (const machine of machines) {
    const path = `/api/v1/kpis?scope=machine:${machine}&by=product&bucket=minute&${range}`;
    const answer = await api.get<{ rows: KpiRow[] }>(path);
    for (const { key, from: minute, facts } of answer.rows) rows.set(`${machine} ${minute} ${key}`, facts);
  }
  return rows;
}

function differencesOf(actual: Rows, expected: Rows): string[] {
  const found: string[] = [];
  for (const [key, facts] of expected) {
    const other = actual.get(key);
    if (!other) found.push(`${key} is missing`);
    for (const field of other ? factFields : []) {
      if (!Object.is(other?.[field], facts[field]))
        found.push(`${key} ${field}: ${other?.[field]}, not ${facts[field]}`);
    }
  }
  for (const key of actual.keys()) if (!expected.has(key)) found.push(`${key} should not be`);
  return found;
}

export interface FactsCompared {
  /** Rows of the undisturbed run. */
  rows: number;
  /** The first few. */
  differences: string[];
}

/**
 * Waits, at most so long, until both are folded: until they are equal and stay so. What differs then, differs.
 */
export async function compareFacts(
  actual: ApiClient,
  undisturbed: ApiClient,
  span: Span,
  limitMs: number,
): Promise<FactsCompared> {
  const deadline = Date.now() + limitMs;
  let equalSince: number | undefined;
  for (;;) {
    const expected = await readFacts(undisturbed, span);
    const differences = differencesOf(await readFacts(actual, span), expected);
    if (differences.length > 0 || expected.size === 0) equalSince = undefined;
    else equalSince ??= Date.now();
    const stands = equalSince !== undefined && Date.now() - equalSince >= standsMs;
    if (stands || Date.now() > deadline) return { rows: expected.size, differences: differences.slice(0, mostNamed) };
    await sleep(askEveryMs);
  }
}
