// Benchmark: messages a second from MQTT to durable, embedded profile, nine signals a message, the publisher on the same cores.
import type { Benchmark, BenchResult } from '../result.ts';
import type { Mode } from './load.ts';
import { type Measured, measureBaseline, measureTakt } from './measure.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 60);
/** A steady load a little above what is asked for. */
const steadyRate = 32_000;
const names: Record<Mode, string> = {
  devices: 'devices, JSON, QoS 1',
  agents: 'agents, Sparkplug, QoS 0 and commit',
};

export const run: Benchmark = async () => {
  const results: BenchResult[] = [];
  for (const mode of ['devices', 'agents'] as const) {
    const baseline = await measureBaseline(mode, seconds);
    results.push(...report(names[mode], await measureTakt(mode, seconds), baseline));
    const steady = await measureTakt(mode, seconds, steadyRate);
    results.push(...report(`${names[mode]}, steady`, steady));
  }
  return results;
};

function report(name: string, measured: Measured, baseline?: Measured): BenchResult[] {
  const bare = (value: number) => ({ name: 'bare program', value });
  const of = (key: 'messagesPerSecond' | 'peakRssMb') => (baseline ? { baseline: bare(baseline[key]) } : {});
  return [
    {
      name,
      value: measured.messagesPerSecond,
      unit: 'messages/s',
      goal: '≥ 30,000; ratio ≥ 0.7',
      note: `${seconds} s`,
      ...of('messagesPerSecond'),
    },
    { name: `${name}: messages lost`, value: measured.lost, unit: 'messages', goal: '0' },
    {
      name: `${name}: peak memory of the server`,
      value: measured.peakRssMb,
      unit: 'MB',
      goal: '< 600',
      ...of('peakRssMb'),
    },
    { name: `${name}: the publisher's own share`, value: measured.publisherCpu, unit: 'cores' },
  ];
}
