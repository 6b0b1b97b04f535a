// Owns a run of the chaos suite: load, storm, silence, and the comparison with a run nobody disturbed.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hourMs, minuteMs } from '@takt/model/facts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { compareFacts, type FactsCompared, type Span } from './facts.ts';
import type { FaultOptions } from './faults.ts';
import { type Load, startLoad } from './load/index.ts';
import { messagesOf, type Story } from './load/messages.ts';
import { watchLosses } from './losses.ts';
import { definition, machines, machinesOf, plant, type Site, sites } from './plant.ts';
import { compareSamples, type SamplesCompared, take } from './samples.ts';
import { storm } from './storm.ts';
import type { Topology } from './topology/part.ts';

export interface ChaosOptions extends FaultOptions {
  start: (seed: string) => Promise<Topology>;
  seed: string;
  /** Messages a second of all agents together. */
  rate: number;
  /** Device time between two messages of a machine, ms. */
  stepMs: number;
  /** How long faults come at random, after each came once, ms. */
  randomMs: number;
  /** No load is longer than this, ms. */
  longestMs: number;
  say: (text: string) => void;
}

export interface ChaosResult {
  samples: SamplesCompared;
  facts: FactsCompared;
  /** Counters of losses that moved. */
  losses: string[];
  /** Readings that agents gave up or refused. */
  lostByAgents: number;
  crashes: string[];
}

/** For the machines' silence to be over, and some more. */
const marginMs = 2 * hourMs;
const catchUpLimitMs = 600_000;
const foldLimitMs = 300_000;
/** Messages a second into the server nobody disturbs. */
const undisturbedRate = 10_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, rate, say } = options;
  const most = Math.ceil((rate * options.longestMs) / 1000 / machines.length);
  const story = storyInThePast(seed, options.stepMs, most);
  const undisturbed = await startServer();
  const topology = await options.start(seed).catch(async (error: unknown) => {
    await undisturbed.stop();
    throw error;
  });
  let load: Load | undefined;
  try {
    await topology.ready();
    for (const api of [topology.api, undisturbed]) await setUp(api);
    say('the servers are ready');
    const losses = watchLosses(topology);
    load = await startLoad({ story, mqttUrl: topology.mqttUrl, rate, most: forEachSite(() => most) });
    await storm({ topology, load, ...options });
    await load.finish();
    await topology.ready();
    say('the storm is over');
    const messages = await load.committed(catchUpLimitMs);
    say(`all is committed: ${JSON.stringify(messages)} messages a machine`);
    const accounts = await Promise.all(load.agents.map((agent) => agent.progress()));
    const facts = await compareWithUndisturbed(topology, undisturbed, story, messages, say);
    say('facts are compared');
    const lost = await losses.stop();
    const crashes = topology.crashes();
    const samples = await topology.readStore((store) => compareSamples(store, story, messages));
    const lostByAgents = accounts.reduce((sum, { evicted, refused }) => sum + evicted + refused, 0);
    return { samples, facts, losses: lost, lostByAgents, crashes };
  } finally {
    await load?.stop();
    await Promise.all([topology.stop(), undisturbed.stop()]);
  }
}

function forEachSite<T>(make: (site: Site) => T): Record<Site, T> {
  return Object.fromEntries(sites.map((site) => [site, make(site)])) as Record<Site, T>;
}

/** So far back that its last possible message is history. */
function storyInThePast(seed: string, stepMs: number, most: number): Story {
  const lengthMs = endOf(
    { seed, start: 0, stepMs },
    forEachSite(() => most),
  );
  const start = Math.floor((Date.now() - marginMs - lengthMs) / hourMs) * hourMs;
  return { seed, start, stepMs };
}

function endOf(story: Story, messages: Readonly<Record<Site, number>>): number {
  let end = story.start;
  for (const site of sites) {
    for (const machine of machinesOf(site)) {
      for (const { at } of take(messagesOf(story, machine), messages[site])) end = Math.max(end, at);
    }
  }
  return end;
}

async function setUp(api: Pick<RunningServer, 'put' | 'call'>): Promise<void> {
  await api.put('/api/v1/plant', plant);
  const { workshop, terms } = definition;
  await api.call('definitions.add', { params: { code: workshop }, body: { ...terms, effectiveFrom: 0 } } as never);
}

/** What is left to fold as the servers see it, which tells what is stuck from what is late; all of it where `CHAOS_KEEP` is a directory. */
async function stillToFold(topology: Topology): Promise<string[]> {
  const { CHAOS_KEEP: directory } = process.env;
  const metrics = await topology.metrics();
  if (directory !== undefined)
    await keep(directory, { ...(await topology.evidence()), ...Object.fromEntries(metrics) });
  const lines = [...metrics].flatMap(([server, text]) => text.split('\n').map((line) => `${server} ${line}`));
  return lines.filter((line) => /^[^#]* takt_fold_(backlog_seconds|late_ranges|failures_total) /.test(line));
}

async function keep(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, `${name}.txt`), text);
}

/** The same readings into a server of its own, as fast as it takes them. */
async function compareWithUndisturbed(
  topology: Topology,
  undisturbed: RunningServer,
  story: Story,
  messages: Record<Site, number>,
  say: (text: string) => void,
): Promise<FactsCompared> {
  const load = await startLoad({ story, mqttUrl: undisturbed.mqttUrl, rate: undisturbedRate, most: messages });
  try {
    await load.committed(catchUpLimitMs);
  } finally {
    await load.stop();
  }
  say('the undisturbed run is over');
  const span: Span = {
    from: story.start - hourMs,
    to: Math.ceil((endOf(story, messages) + 30 * minuteMs) / hourMs) * hourMs,
  };
  const compared = await compareFacts(topology.api, undisturbed, span, foldLimitMs);
  if (compared.differences.length > 0) compared.differences.push(...(await stillToFold(topology)));
  return compared;
}
