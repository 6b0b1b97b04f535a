// Benchmark: what access control adds to the KPI query and to what is told live; both sides take turns, so that what disturbs one disturbs both.
import type { LiveValues } from '@takt/model/api';
import { io, type Socket } from 'socket.io-client';
import type { Person } from '../../harness/tenants.ts';
import { kpiPath } from '../kpi.ts';
import type { Benchmark, BenchResult } from '../result.ts';
import { percentile, timed } from '../timing.ts';
import { openStage, type Side } from './stage.ts';

const queries = 100;
const sockets = 200;
const messages = 300;
const scope = 'workshop:w';
const goal = 'ratio ≤ 1.05';
const name = 'the same without access control';

export const run: Benchmark = async () => {
  const stage = await openStage();
  const results: BenchResult[] = [];
  for (const [who, person] of [
    ['its enterprise', stage.admin],
    ['a bureau by consent, logged', stage.officer],
  ] as const) {
    const [guarded, bare] = await inTurns(queries, (side) => query(side, person), stage);
    results.push({
      name: `KPIs of 50 machines, 30 days by day, asked by ${who}, half within`,
      value: percentile(guarded, 0.5),
      unit: 'ms',
      goal,
      note: `${queries} times over HTTP with an API token, 1,500 rows each`,
      baseline: { name, value: percentile(bare, 0.5) },
    });
  }
  const [watching, open] = [await watchers(stage.guarded, stage.officer), await watchers(stage.bare, stage.officer)];
  const [guarded, bare] = await inTurns(
    messages,
    (side) => (side === stage.guarded ? watching : open).told(side),
    stage,
  );
  results.push({
    name: `values of 50 machines told to all of ${sockets} sockets, half within`,
    value: percentile(guarded, 0.5),
    unit: 'ms',
    goal,
    note: `${messages} messages; seen by consent`,
    baseline: { name, value: percentile(bare, 0.5) },
  });
  for (const { close } of [watching, open]) close();
  await stage.close();
  return results;
};

/** How long each round took with access control and without it, ms; the first of each does not count. */
async function inTurns(
  rounds: number,
  task: (side: Side) => Promise<unknown>,
  { guarded, bare }: { guarded: Side; bare: Side },
): Promise<[number[], number[]]> {
  const taken: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const sides = [guarded, bare] as const;
    // Whoever comes second finds what the first has warmed up.
    for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      taken[index].push(await timed(() => task(sides[index])));
    }
  }
  return [taken[0].slice(1), taken[1].slice(1)];
}

async function query({ url }: Side, { token }: Person): Promise<void> {
  const answer = await fetch(url + kpiPath, { headers: { authorization: `Bearer ${token}` } });
  const { rows } = (await answer.json()) as { rows: unknown[] };
  if (rows.length !== 1500) throw new Error(`the query answered ${answer.status} with ${rows.length} rows`);
}

const values: LiveValues = {
  machines: Array.from({ length: 50 }, (_, index) => ({
    machine: `m${index}`,
    connection: 'online',
    lastSeenAt: Date.now(),
    signals: ['state', 'good', 'scrap', 'speed', 'temperature'].map((signal) => ({
      signal,
      value: index,
      at: Date.now(),
    })),
  })),
};

interface Watchers {
  /** One message, until the last of them has it. */
  told(side: Side): Promise<void>;
  close(): void;
}

async function watchers({ url }: Side, { token }: Person): Promise<Watchers> {
  let waiting = 0;
  let arrived = () => {};
  const all = await Promise.all(
    Array.from({ length: sockets }, async (): Promise<Socket> => {
      const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { token } });
      socket.on('values', () => {
        if (--waiting === 0) arrived();
      });
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
      const answer = (await socket.emitWithAck('watch', { scope })) as { ok: boolean };
      if (!answer.ok) throw new Error('watching was refused');
      return socket;
    }),
  );
  return {
    told: ({ publisher }) =>
      new Promise((resolve) => {
        waiting = all.length;
        arrived = resolve;
        publisher.publishValues(scope, values);
      }),
    close: () => {
      for (const socket of all) socket.close();
    },
  };
}
