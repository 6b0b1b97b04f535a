// Benchmark: messages a second from devices and agents through Mosquitto into InfluxDB, beside a bare subscriber and Node-RED.
import type { Mode } from '../ingest/load.ts';
import type { Benchmark, BenchResult } from '../result.ts';
import { type Contestant, startNodeRedOn, startReceiver, startTakt } from './contestants.ts';
import { type Outage, outageRate, outages, runOutage } from './outages.ts';
import { measureRecovery } from './recovery.ts';
import { runTrial, type Trial, type TrialOptions } from './trial.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 60);
const machines = 1000;
/** A steady load a little above what is asked for. */
const steadyRate = 16_000;
/** Node-RED writing every message carries a little less than the one, and loses of the other. */
const perMessageRates = [2500, 4000] as const;
const names: Record<Mode, string> = {
  devices: 'devices, JSON, QoS 1',
  agents: 'agents, Sparkplug, QoS 0 and commit',
};

export const run: Benchmark = async () => {
  const results: BenchResult[] = [];
  const add = (...more: BenchResult[]) => {
    for (const { name, value, unit } of more) process.stdout.write(`${name}: ${value.toFixed(1)} ${unit}\n`);
    results.push(...more);
  };
  const devices = await compareWithReceiver('devices', add);
  await compareWithNodeRed(devices, add);
  await compareWithReceiver('agents', add);
  for (const outage of ['stalled', 'down'] as const) await compareOutage(outage, add);
  add(...(await measureRecovery(Math.min(seconds, 30), machines)));
  return results;
};

type Add = (...results: BenchResult[]) => void;

/** At full speed and at a steady pace; answers the server's trial at full speed. */
async function compareWithReceiver(mode: Mode, add: Add): Promise<Trial> {
  const full = await besideReceiver(names[mode], { mode, seconds, machines }, '≥ 15,000; ratio ≥ 0.9', add);
  const steady = { mode, seconds, machines, rate: steadyRate };
  await besideReceiver(`${names[mode]}, steady`, steady, '≥ 15,000', add);
  return full;
}

async function besideReceiver(name: string, options: TrialOptions, goal: string, add: Add): Promise<Trial> {
  const receiver = await ended(startReceiver(), (bare) => runTrial(bare, options));
  const takt = await ended(startTakt(machines), (server) => runTrial(server, options));
  const baseline = (value: number) => ({ name: 'a subscriber that only receives', value });
  add(
    {
      name: `${name} (${seconds} s)`,
      value: takt.messagesPerSecond,
      unit: 'messages/s',
      goal,
      baseline: baseline(receiver.messagesPerSecond),
    },
    lossOf(name, takt),
    {
      name: `${name}: processor time of the server`,
      value: takt.cpuMicroseconds,
      unit: 'µs/message',
      goal: 'ratio ≤ 1.5',
      baseline: baseline(receiver.cpuMicroseconds),
    },
    {
      name: `${name}: peak memory of the server`,
      value: takt.peakRssMb,
      unit: 'MB',
      goal: '≤ 450',
      note: `${machines.toLocaleString('en-US')} machines`,
    },
  );
  return takt;
}

async function compareWithNodeRed(takt: Trial, add: Add): Promise<void> {
  for (const rate of perMessageRates) {
    const options: TrialOptions = { mode: 'devices', seconds, machines, rate };
    const each = await ended(startNodeRedOn('perMessage'), (nodeRed) => runTrial(nodeRed, options));
    const name = `Node-RED, a write for each message, asked for ${rate.toLocaleString('en-US')} messages/s`;
    add({
      name: `devices at full speed`,
      value: takt.messagesPerSecond,
      unit: 'messages/s',
      goal: 'ratio ≥ 5',
      baseline: { name, value: each.messagesPerSecond },
    });
    add(lossOf(name, each));
  }
  const best = { mode: 'devices', seconds, machines } as const;
  const batched = await ended(startNodeRedOn('batched'), (nodeRed) => runTrial(nodeRed, best));
  const baseline = (value: number) => ({ name: 'Node-RED, at its best batching', value });
  add(
    {
      name: 'devices at full speed',
      value: takt.messagesPerSecond,
      unit: 'messages/s',
      goal: 'ratio ≥ 1',
      baseline: baseline(batched.messagesPerSecond),
    },
    {
      name: 'devices at full speed: processor time',
      value: takt.cpuMicroseconds,
      unit: 'µs/message',
      goal: 'ratio ≤ 0.7',
      baseline: baseline(batched.cpuMicroseconds),
    },
  );
}

async function compareOutage(outage: Outage, add: Add): Promise<void> {
  const nodeRed = await ended(startNodeRedOn('batched'), (it) => runOutage(it, outage, machines));
  const takt = await ended(startTakt(machines), (it) => runOutage(it, outage, machines));
  const { name, seconds: away } = outages[outage];
  add({
    name: `${name} for ${away} s at ${outageRate.toLocaleString('en-US')} messages/s: acknowledged messages lost`,
    value: takt.lost,
    unit: 'messages',
    goal: '0',
    note: `of ${takt.sent.toLocaleString('en-US')}`,
    baseline: { name: 'Node-RED, at its best batching', value: nodeRed.lost },
  });
}

function lossOf(name: string, { lost, sent }: Trial): BenchResult {
  const note = `of ${sent.toLocaleString('en-US')} acknowledged`;
  return { name: `${name}: messages lost`, value: lost, unit: 'messages', goal: '0', note };
}

/** The contestant's parts end with it, however the trial ends. */
async function ended<C extends Contestant, T>(starting: Promise<C>, use: (contestant: C) => Promise<T>): Promise<T> {
  const contestant = await starting;
  try {
    return await use(contestant);
  } finally {
    await contestant.stop();
  }
}
