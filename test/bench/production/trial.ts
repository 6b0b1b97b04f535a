// Owns a trial: one contestant under load for a time, what arrived of what was acknowledged, and what it cost.
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadOptions, type Mode, messagesIn, publish } from '../ingest/load.ts';
import { watchProcess } from '../process-use.ts';
import type { Contestant } from './contestants.ts';

export interface Trial {
  /** Arrived messages per second, from the first one sent to the last one stored. */
  messagesPerSecond: number;
  /** Messages acknowledged by the broker, or committed. */
  sent: number;
  /** Of these, how many never arrived. */
  lost: number;
  /** Processor time of the contestant, µs per message that arrived. */
  cpuMicroseconds: number;
  /** The same of the broker. */
  brokerCpuMicroseconds: number;
  peakRssMb: number;
}

export interface TrialOptions {
  mode: Mode;
  seconds: number;
  /** Messages per second; absent: as many as arrive, with a bounded number on the way. */
  rate?: number;
  machines?: number;
  /** What else happens; awaited after the load has ended. */
  meanwhile?: () => Promise<void>;
}

/** Messages on the way at full speed: as many as agents with their windows have. */
const ahead = 20_000;
/** Nothing more arrives when nothing has for this long. */
const quietMs = 15_000;

export async function runTrial(contestant: Contestant, options: TrialOptions): Promise<Trial> {
  const { mode, seconds, rate, machines, meanwhile } = options;
  // Agents are paced by their commits.
  const full: LoadOptions['pace'] = mode === 'agents' ? 0 : { progress: contestant.progress, ahead };
  const use = watchProcess(contestant.pid);
  const brokerUse = watchProcess(contestant.broker.pid);
  const began = performance.now();
  const event = meanwhile?.();
  const load = await publish({
    mode,
    port: contestant.broker.port,
    seconds,
    pace: rate ?? full,
    ...(machines === undefined ? {} : { machines }),
  });
  await event;
  const sent = messagesIn(load);
  const last = await lastArrival(contestant, sent);
  const { cpuSeconds, peakRssMb } = await use.stop();
  const broker = await brokerUse.stop();
  return {
    messagesPerSecond: last.messages / ((last.at - began) / 1000),
    sent,
    lost: sent - last.messages,
    cpuMicroseconds: (cpuSeconds / last.messages) * 1e6,
    brokerCpuMicroseconds: (broker.cpuSeconds / last.messages) * 1e6,
    peakRssMb,
  };
}

async function lastArrival(contestant: Contestant, sent: number): Promise<{ messages: number; at: number }> {
  let last = { messages: await contestant.arrived(), at: performance.now() };
  while (last.messages < sent && performance.now() - last.at < quietMs) {
    await sleep(50);
    const messages = await contestant.arrived();
    if (messages > last.messages) last = { messages, at: performance.now() };
  }
  return last;
}
