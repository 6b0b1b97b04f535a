// Owns the faults: what each does to a topology under load, and how it is undone.
import type { MqttProxy } from '../harness/mqtt-proxy/index.ts';
import type { Weather } from '../harness/mqtt-proxy/weather.ts';
import type { Durations, Fault, Lasting } from './fault.ts';
import type { Part, Topology } from './topology/part.ts';

interface Storm {
  name: string;
  weather: Partial<Weather>;
  cuts?: boolean;
}

const cutOff: Storm = { name: 'is cut off', weather: { refusing: true }, cuts: true };
const allAtOnce: Storm = {
  name: 'loses, repeats and delays messages',
  weather: { drop: 0.005, duplicate: 0.005, delayMs: [0, 60] },
};
const storms: readonly Storm[] = [
  cutOff,
  { name: 'breaks off for a moment', weather: {}, cuts: true },
  { name: 'stalls', weather: { stalled: true } },
  { name: 'is slow', weather: { delayMs: [50, 250] } },
  { name: 'loses messages', weather: { drop: 0.01 } },
  { name: 'repeats messages', weather: { duplicate: 0.01 } },
  allAtOnce,
];

export interface FaultOptions {
  durations: Durations;
  /** Every part of several that do the same, and all kinds of storms on every network; else one of each. */
  thorough: boolean;
}

/** What is to come one at a time. */
export function faultsOf(topology: Topology, agents: readonly Part[], options: FaultOptions): Fault[] {
  const { durations, thorough } = options;
  const parts = thorough ? topology.parts : topology.parts.filter(({ name }) => !/-[2-9]$/.test(name));
  return [
    ...[...parts, ...agents.slice(0, 1)].map((part) => killing(part, durations.kill)),
    ...stallings(topology, durations),
    ...Object.entries(topology.networks).flatMap(([name, proxy]) =>
      (thorough ? storms : [cutOff, allAtOnce]).map((storm) => storming(name, proxy, storm, durations.network)),
    ),
    ...topology.further(durations),
  ];
}

/** What may come at random. */
export function randomFaultsOf(topology: Topology, agents: readonly Part[], durations: Durations): Fault[] {
  return [
    ...[...topology.parts, ...agents].map((part) => killing(part, durations.kill)),
    ...stallings(topology, durations),
    ...Object.entries(topology.networks).flatMap(([name, proxy]) =>
      storms.map((storm) => storming(name, proxy, storm, durations.network)),
    ),
  ];
}

function killing(part: Part, lasts: Lasting): Fault {
  return { name: `${part.name} is killed`, target: part.name, lasts, begin: part.kill, end: part.comeBack };
}

function stallings(topology: Topology, { stall }: Durations): Fault[] {
  return topology.parts
    .filter(({ name }) => topology.stalling.includes(name))
    .map((part) => ({
      name: `${part.name} stalls`,
      target: part.name,
      lasts: stall,
      begin: async () => part.pause(),
      end: async () => part.resume(),
    }));
}

function storming(network: string, proxy: MqttProxy, { name, weather, cuts = false }: Storm, lasts: Lasting): Fault {
  return {
    name: `the network of the ${network} ${name}`,
    target: `network of ${network}`,
    lasts,
    async begin() {
      proxy.setWeather(weather);
      if (cuts) proxy.cut();
    },
    end: async () => proxy.setWeather({}),
  };
}
