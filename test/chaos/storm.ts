// Owns the order of the faults: one at a time with a recovery after each, then at random and on top of each other.
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../../edge-agent/src/drivers/simulator/random.ts';
import { until } from '../harness/until.ts';
import type { Fault } from './fault.ts';
import { type FaultOptions, faultsOf, randomFaultsOf } from './faults.ts';
import type { Load, LoadAgent } from './load/index.ts';
import type { Topology } from './topology/part.ts';

export interface StormOptions extends FaultOptions {
  topology: Topology;
  load: Load;
  seed: string;
  /** How long faults come at random, ms. */
  randomMs: number;
  say: (text: string) => void;
}

/** Faults that come at random at once, at most. */
const atOnce = 2;
const recoveryLimitMs = 120_000;
const pauseMs: readonly [number, number] = [500, 3000];

export async function storm(options: StormOptions): Promise<void> {
  const { topology, load, durations, seed } = options;
  const random = createRandom(`${seed}/storm`);
  await recovers(options, 'the start');
  for (const fault of faultsOf(topology, load.agents, options)) {
    await strike(fault, random, options.say);
    await recovers(options, fault.name);
  }
  const faults = randomFaultsOf(topology, load.agents, durations);
  const deadline = Date.now() + options.randomMs;
  const struck = new Set<string>();
  const workers = Array.from({ length: atOnce }, (_, index) =>
    strikeAtRandom(faults, createRandom(`${seed}/storm/${index}`), struck, deadline, options.say),
  );
  await Promise.all(workers);
}

async function strike(fault: Fault, random: Random, say: (text: string) => void): Promise<void> {
  const lasts = random.between(...fault.lasts);
  say(`${fault.name} for ${Math.round(lasts)} ms`);
  await fault.begin();
  await sleep(lasts);
  await fault.end();
}

async function strikeAtRandom(
  faults: readonly Fault[],
  random: Random,
  struck: Set<string>,
  deadline: number,
  say: (text: string) => void,
): Promise<void> {
  while (Date.now() < deadline) {
    const fault = random.pick(faults.filter(({ target }) => !struck.has(target)));
    if (!fault) return;
    struck.add(fault.target);
    await strike(fault, random, say);
    struck.delete(fault.target);
    await sleep(random.between(...pauseMs));
  }
}

/** Resolves when every server is ready again and each agent has heard of a further commit. */
async function recovers({ topology, load }: StormOptions, after: string): Promise<void> {
  await topology.ready();
  await Promise.all(load.agents.map((agent) => flows(agent, after)));
}

async function flows(agent: LoadAgent, after: string): Promise<void> {
  const before = await agent.heard();
  const what = `${agent.name}'s commits after ${after}`;
  await until(async () => (await agent.heard()) > before, { what, limitMs: recoveryLimitMs });
}
