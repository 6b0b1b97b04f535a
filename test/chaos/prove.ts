// Owns the two forms of the chaos suite, and what must be true at the end of either.
import { expect } from 'vitest';
import { type ChaosOptions, runChaos } from './run.ts';

type Form = Omit<ChaosOptions, 'start' | 'say'>;

/** At a tenth of the load: each kind of fault once and some at random, as short as they can be felt. */
export const shortForm: Form = {
  seed: 'short',
  rate: 200,
  stepMs: 8000,
  thorough: false,
  durations: { kill: [500, 1500], stall: [2000, 3000], network: [1000, 2000] },
  randomMs: 10_000,
  longestMs: 300_000,
};

/** `CHAOS_SECONDS` (300): how long faults come at random, after each came once. `CHAOS_SEED` (1): another seed, another storm. */
export const longForm: Form = {
  seed: process.env.CHAOS_SEED ?? '1',
  rate: 2000,
  stepMs: 1000,
  thorough: true,
  durations: { kill: [2000, 8000], stall: [30_000, 30_000], network: [3000, 8000] },
  randomMs: Number(process.env.CHAOS_SECONDS ?? 300) * 1000,
  longestMs: 3_600_000,
};

/** Samples sent are samples stored, exactly once; facts are those of an undisturbed run, bit for bit; nobody lost anything. */
export async function prove(form: Form, start: ChaosOptions['start'], tells = false): Promise<void> {
  const began = Date.now();
  const say = (text: string) => {
    if (tells) process.stdout.write(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}\n`);
  };
  const { samples, facts, ...lost } = await runChaos({ ...form, start, say });
  say(`${samples.stored} samples of ${samples.sent} stored, ${facts.rows} rows of facts`);
  expect(lost).toEqual({ losses: [], lostByAgents: 0, crashes: [] });
  expect(samples).toEqual({ sent: samples.sent, stored: samples.sent, different: 0, differences: [] });
  expect(facts).toEqual({ rows: facts.rows, differences: [] });
  expect(facts.rows).toBeGreaterThan(0);
}
