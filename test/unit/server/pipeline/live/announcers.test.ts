// What is told to those who look, and what is told once more where they may have missed it.
import { type Feed, feeds, type LiveFacts, type LiveValues } from '@takt/model/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createFactsAnnouncer,
  createLatest,
  createValuesAnnouncer,
  latestSignal,
} from '../../../../../server/src/pipeline/live/index.ts';
import type { LivePublisher, Missed } from '../../../../../server/src/platform/live/port.ts';
import { openTestPlant, smallPlant } from '../../plant/fixture.ts';

const workshop = 'workshop:shaft';
let now = 0;
let ending: (() => unknown)[] = [];
beforeEach(() => {
  now = 1_790_000_000_000;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(async () => {
  for (const end of ending.reverse()) await end();
  ending = [];
  vi.useRealTimers();
});

function recordingPublisher(...watched: string[]) {
  const told: { scope: string; values?: LiveValues; facts?: LiveFacts }[] = [];
  const listeners: ((feed: Feed, scope: string, since: Missed) => void)[] = [];
  const publisher: LivePublisher = {
    watched: (_feed, scope) => watched.includes(scope),
    watchedScopes: () => watched,
    publishValues: (scope, values) => void told.push({ scope, values }),
    publishFacts: (scope, facts) => void told.push({ scope, facts }),
    onMissed: (listener) => void listeners.push(listener),
    close: async () => {},
  };
  const missed = (scope: string, since: Missed) => {
    for (const feed of feeds) for (const listener of listeners) listener(feed, scope, since);
  };
  return { publisher, told, missed };
}

async function plantOf() {
  const { plant, put, close } = await openTestPlant();
  ending.push(close);
  await put(smallPlant);
  return plant;
}

async function valuesOf(publisher: LivePublisher, hears?: (machine: { code: string }) => boolean) {
  const plant = await plantOf();
  const latest = createLatest({ latest: async () => [] });
  const announcer = createValuesAnnouncer({ plant, latest, publisher, clock: () => now, ...(hears && { hears }) });
  ending.push(announcer.close);
  await announcer.start();
  return (source: string, value: number) => {
    const known = latest.of(`north/${source}`);
    latest.seen(known, now);
    latest.note(known, latestSignal(known, 'temperature'), now, value);
  };
}

test('readings of a watched scope are told together, once', async () => {
  const { publisher, told } = recordingPublisher(workshop);
  const read = await valuesOf(publisher);
  read('m1', 20);
  read('m1', 21);
  read('m2', 30);
  vi.advanceTimersByTime(900);
  expect(told).toMatchObject([
    {
      scope: workshop,
      values: {
        machines: [
          { machine: 'm1', connection: 'online', signals: [{ signal: 'temperature', value: 21 }] },
          { machine: 'm2', connection: 'online', signals: [{ signal: 'temperature', value: 30 }] },
        ],
      },
    },
  ]);
});

test('a machine that fell silent is told, but not one that another process hears', async () => {
  const { publisher, told } = recordingPublisher(workshop);
  const read = await valuesOf(publisher, ({ code }) => code === 'm1');
  read('m1', 20);
  vi.advanceTimersByTime(900);
  told.length = 0;
  now += 3_600_000;
  vi.advanceTimersByTime(2000);
  expect(told).toMatchObject([
    { scope: workshop, values: { machines: [{ machine: 'm1', connection: 'silent', signals: [] }] } },
  ]);
});

test('whoever may have missed something is told all current values of the machines heard here', async () => {
  const { publisher, told, missed } = recordingPublisher(workshop);
  const read = await valuesOf(publisher, ({ code }) => code === 'm1');
  read('m1', 20);
  vi.advanceTimersByTime(900);
  told.length = 0;
  missed(workshop, 'moment');
  expect(told).toMatchObject([
    { scope: workshop, values: { machines: [{ machine: 'm1', signals: [{ value: 20 }] }] } },
  ]);
  missed('machine:m2', 'moment');
  missed('workshop:none', 'moment');
  expect(told).toHaveLength(1);
});

async function factsOf(publisher: LivePublisher) {
  const announcer = createFactsAnnouncer({ plant: await plantOf(), publisher });
  ending.push(announcer.close);
  announcer.start();
  vi.advanceTimersByTime(2000);
  return announcer;
}

test('changed facts are told at once, and what follows within a second together', async () => {
  const { publisher, told } = recordingPublisher(workshop);
  const { factsChanged } = await factsOf(publisher);
  factsChanged([{ machine: 'm1', from: 500 }]);
  expect(told).toEqual([{ scope: workshop, facts: { scope: workshop, from: 500 } }]);
  factsChanged([{ machine: 'm1', from: 800 }]);
  factsChanged([{ machine: 'm2', from: 700 }]);
  factsChanged([{ machine: 'nobody', from: 1 }]);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(1500);
  expect(told.slice(1)).toEqual([{ scope: workshop, facts: { scope: workshop, from: 700 } }]);
});

test('a new watch is told what changed while its news was on its way, and nothing older', async () => {
  const { publisher, told, missed } = recordingPublisher();
  const { factsChanged } = await factsOf(publisher);
  factsChanged([{ machine: 'm1', from: 500 }]);
  vi.advanceTimersByTime(1000);
  missed('machine:m2', 'moment');
  missed('machine:m1', 'moment');
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([{ scope: 'machine:m1', facts: { scope: 'machine:m1', from: 500 } }]);
  vi.advanceTimersByTime(10_000);
  missed('machine:m1', 'moment');
  vi.advanceTimersByTime(1000);
  expect(told).toHaveLength(1);
});

test('whoever may have missed anything is told to ask for everything', async () => {
  const { publisher, told, missed } = recordingPublisher(workshop);
  await factsOf(publisher);
  missed(workshop, 'unknown');
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([{ scope: workshop, facts: { scope: workshop, from: 0 } }]);
});
