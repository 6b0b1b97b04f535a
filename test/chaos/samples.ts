// Owns the proof that samples stored are the samples sent, each exactly once.
import type { TelemetryStore } from '../../server/src/platform/telemetry-store/port.ts';
import { type Message, messagesOf, type Story } from './load/messages.ts';
import { machinesOf, type Site, sites } from './plant.ts';

export interface SamplesCompared {
  sent: number;
  stored: number;
  /** Samples that are missing, changed, there twice or never sent; the first few, by name. */
  differences: string[];
  different: number;
}

const mostNamed = 10;

export async function compareSamples(
  store: Pick<TelemetryStore, 'readSamples'>,
  story: Story,
  messages: Readonly<Record<Site, number>>,
): Promise<SamplesCompared> {
  const compared: SamplesCompared = { sent: 0, stored: 0, differences: [], different: 0 };
  const differ = (what: string) => {
    compared.different++;
    if (compared.differences.length < mostNamed) compared.differences.push(what);
  };
  for (const site of sites) {
    for (const machine of machinesOf(site)) await compareMachine(site, machine, messages[site]);
  }
  return compared;

  async function compareMachine(site: Site, machine: string, count: number): Promise<void> {
    const sent = sentBy(story, machine, count);
    compared.sent += sent.samples.size;
    const query = { source: `${site}/${machine}`, signals: [...sent.signals], from: 0, to: Date.now() + 86_400_000 };
    for (const { signal, at, value } of await store.readSamples(query)) {
      compared.stored++;
      const key = `${signal} ${at}`;
      const expected = sent.samples.get(key);
      if (expected === undefined) differ(`${machine} ${key}: ${value} was never sent, or is there twice`);
      else if (!Object.is(expected, value)) differ(`${machine} ${key}: ${expected} became ${value}`);
      sent.samples.delete(key);
    }
    for (const key of sent.samples.keys()) differ(`${machine} ${key} is missing`);
  }
}

/** As the store gives it back: booleans are 0 and 1. */
function sentBy(story: Story, machine: string, count: number) {
  const samples = new Map<string, number | string | null>();
  const signals = new Set<string>();
  for (const { readings } of take(messagesOf(story, machine), count)) {
    for (const { signal, at, value } of readings) {
      samples.set(`${signal} ${at}`, typeof value === 'boolean' ? Number(value) : value);
      signals.add(signal);
    }
  }
  return { samples, signals };
}

export function* take(messages: Iterator<Message, never>, count: number): Generator<Message> {
  for (let n = 0; n < count; n++) yield messages.next().value;
}
