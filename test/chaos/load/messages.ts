// Owns what a machine of the chaos plant says: messages that follow from the seed alone, however often they are asked for.
import type { MachineState, SignalValue } from '@takt/model/signals';
import { createRandom, type Random } from '../../../edge-agent/src/drivers/simulator/random.ts';
import type { Reading } from '../../../edge-agent/src/outbox/index.ts';
import { foreignNames, foreignSite, foreignStates } from '../plant.ts';
import { createCounting } from './counting.ts';

export interface Story {
  seed: string;
  /** Time of the first messages, epoch ms. */
  start: number;
  /** Mean time between two messages of a machine, ms. */
  stepMs: number;
}

export interface Message {
  /** Latest time in it, later than that of the message before, epoch ms. */
  at: number;
  readings: Reading[];
}

interface Episode {
  state: MachineState;
  until: number;
  alarm: string | null;
}

/** What follows an episode, as often as it stands here. */
const states: readonly MachineState[] = [
  'producing',
  'producing',
  'producing',
  'producing',
  'producing',
  'producing',
  'setup',
  'minor_stop',
  'down',
  'down',
  'starved',
  'blocked',
  'idle',
  'planned_stop',
  'unknown',
];
const products = ['P-100', 'P-200', 'P-300'];
const alarms = ['E101', 'E114', 'E127'];
const minuteMs = 60_000;
/** How late what comes late is: later than what the fold takes for live. */
const lateMs = 7 * minuteMs;

/** Without end; a machine's last message for a load that ends is where the load ends. */
export function* messagesOf(story: Story, machine: string): Generator<Message, never> {
  const random = createRandom(`${story.seed}/${machine}`);
  const counting = createCounting(machine, random);
  const rename = machine.startsWith(foreignSite) ? foreign : native;
  let at = story.start + Math.floor(random.between(0, story.stepMs));
  let episode: Episode = { state: 'idle', until: at, alarm: null };
  for (let n = 0; ; n++) {
    const readings: Reading[] = [];
    const say = (signal: string, value: SignalValue, when = at) => readings.push(rename({ signal, at: when, value }));
    if (at >= episode.until) {
      episode = nextEpisode(at, random);
      say('alarm', episode.alarm);
    }
    say('state', episode.state);
    if (n % 150 === 0) sayProduct(say, random);
    counting.pass(story.stepMs, episode.state, n, say);
    // A station that looks at pieces some minutes after they were made.
    if (n % 300 === 299) say('rework', counting.reworked(), at - lateMs);
    sayProcess(say, random, at);
    yield { at, readings };
    at += Math.round(story.stepMs * random.between(0.7, 1.3)) + silenceMs(random, story.stepMs);
  }
}

function nextEpisode(at: number, random: Random): Episode {
  const state = random.pick(states) ?? 'idle';
  const meanMs = state === 'producing' ? 9 * minuteMs : 4 * minuteMs;
  const alarm = state === 'down' ? (random.pick(alarms) ?? null) : null;
  return { state, until: at + Math.round(random.exponential(meanMs)), alarm };
}

/** About every two hours a machine says nothing for longer than its state holds. */
function silenceMs(random: Random, stepMs: number): number {
  return random.chance(stepMs / (120 * minuteMs)) ? Math.round(random.between(6, 25) * minuteMs) : 0;
}

type Say = (signal: string, value: SignalValue, when?: number) => void;

function sayProduct(say: Say, random: Random): void {
  const product = random.chance(0.1) ? null : (random.pick(products) ?? null);
  say('product', product);
  say('ideal_cycle_s', product === null ? null : Math.round(random.between(20, 90)) / 10);
  say('order', `A-${Math.floor(random.between(0, 10_000))}`);
}

function sayProcess(say: Say, random: Random, at: number): void {
  say('temperature_c', Math.round(random.between(200, 700)) / 10, at - 1);
  say('vibration_mm_s', random.chance(0.01) ? null : random.between(0.5, 3), at - 2);
  say('door_closed', random.chance(0.97));
  if (random.chance(0.05)) say('program', `O${Math.floor(random.between(1000, 9999))}`);
}

function native(reading: Reading): Reading {
  return reading;
}

/** The same under the names, states and units of {@link foreignSite}. */
function foreign({ signal, at, value }: Reading): Reading {
  if (signal === 'state') return { signal: foreignNames.state, at, value: foreignStates[String(value)] ?? 'OTHER' };
  if (signal === 'energy_kwh') return { signal: foreignNames.energy_kwh, at, value: Number(value) * 1000 };
  return { signal, at, value };
}
