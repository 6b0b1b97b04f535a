// Owns the driver of the chaos suite's agents: machines whose readings come again the same, so that a killed agent loses none.
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import type { Driver, Sink } from '../../../edge-agent/src/drivers/driver.ts';
import type { Log } from '../../../edge-agent/src/log.ts';
import { type Message, messagesOf, type Story } from './messages.ts';

export interface LoadSettings {
  story: Story;
  machines: string[];
  /** Messages a second of all these machines together, counted from `beganAt`. */
  rate: number;
  /** Epoch ms. */
  beganAt: number;
  /** Messages of each machine at which the load ends. */
  most: number;
  /** A file that ends it earlier once it is there; all machines end with the same number of messages. */
  finishFile: string;
  /** Says how far it has heard of commits, at once: the account of the outbox is a second behind. */
  heardFile: string;
}

/** What the agent's log says when its readings are on disk, and when the server has committed them. */
export const recorded = 'everything is recorded';
export const committed = 'everything is committed';

const tickMs = 20;
/** What was not sent while the agent was down follows at this multiple of the rate. */
const catchUp = 4;

/** Goes on where its outbox ends: what a machine was last recorded to say is found again in its story. */
export function createStoryDriver(settings: LoadSettings, log: Log): Driver {
  return {
    machines: settings.machines,
    lifeSigns: false,
    start(sink) {
      const stopped = new AbortController();
      const running = tell(settings, sink, log, stopped.signal);
      return async () => {
        stopped.abort();
        await running;
      };
    },
  };
}

interface Teller {
  machine: string;
  messages: Iterator<Message, never>;
  /** Messages so far. */
  told: number;
  next: Message;
}

async function tell(settings: LoadSettings, sink: Sink, log: Log, stopped: AbortSignal): Promise<void> {
  const tellers = settings.machines.map((machine) => resume(settings.story, sink, machine));
  for (const machine of settings.machines) sink.reachable(machine, true);
  const told = () => tellers.reduce((sum, teller) => sum + teller.told, 0);
  const perTick = Math.ceil((settings.rate * catchUp * tickMs) / 1000);
  const tellHeard = createHeardTeller(settings.heardFile, sink);
  let end = settings.most;
  while (!stopped.aborted && told() < end * tellers.length) {
    if (existsSync(settings.finishFile)) end = Math.min(end, Math.max(...tellers.map((teller) => teller.told)));
    const due = Math.floor(((Date.now() - settings.beganAt) * settings.rate) / 1000) - told();
    const count = end < settings.most ? perTick : Math.min(due, perTick);
    await Promise.all(nextOf(tellers, count, end).map((teller) => step(teller, sink)));
    tellHeard();
    await pause(tickMs);
  }
  const offset = await sink.readings(settings.machines[0] ?? '', []);
  log.info({ messages: end, offset }, recorded);
  while (!stopped.aborted && sink.committed() < (offset ?? 0)) await pause(tickMs);
  if (!stopped.aborted) log.info({ messages: end }, committed);
}

function createHeardTeller(file: string, sink: Sink): () => void {
  let told = -1;
  return () => {
    const heard = sink.committed();
    if (heard === told) return;
    told = heard;
    writeFileSync(`${file}.new`, String(heard));
    renameSync(`${file}.new`, file);
  };
}

function resume(story: Story, sink: Sink, machine: string): Teller {
  const messages = messagesOf(story, machine);
  const lastAt = sink.lastAt(machine) ?? Number.NEGATIVE_INFINITY;
  let told = 0;
  let next = messages.next().value;
  for (; next.at <= lastAt; told++) next = messages.next().value;
  return { machine, messages, told, next };
}

/** Whose turn it is, those who are behind first; somebody may be among them several times. */
function nextOf(tellers: readonly Teller[], count: number, end: number): Teller[] {
  const told = new Map(tellers.map((teller) => [teller, teller.told]));
  const turns: Teller[] = [];
  while (turns.length < count) {
    const [teller] = [...told].reduce((a, b) => (b[1] < a[1] ? b : a));
    const before = told.get(teller) ?? end;
    if (before >= end) break;
    told.set(teller, before + 1);
    turns.push(teller);
  }
  return turns;
}

function step(teller: Teller, sink: Sink): Promise<number | undefined> {
  const { readings } = teller.next;
  teller.told++;
  teller.next = teller.messages.next().value;
  return sink.readings(teller.machine, readings);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
