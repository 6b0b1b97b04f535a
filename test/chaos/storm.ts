// Owns the order of the faults: one at a time with a recovery after each, then at random and on top of each other.
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../../edge-agent/src/drivers/simulator/random.ts';
import { until } from '../harness/until.ts';
import type { Fault } from './fault.ts';
import { type FaultOptions, faultsOf, randomFaultsOf } from './faults.ts';
import type { Load } from './load/index.ts';
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
  await flows(load, 'the start');
  for (const fault of faultsOf(topology, load.agents, options)) {
    await strike(fault, random, options.say);
    await flows(load, fault.name);
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

/** Resolves when each agent has heard of a further commit. */
async function flows({ agents }: Load, after: string): Promise<void> {
  for (const agent of agents) {
    const { committed } = await agent.progress();
    await until(async () => (await agent.progress()).committed > committed, {
      what: `${agent.name}'s commits after ${after}`,
      limitMs: recoveryLimitMs,
    });
  }
}
