// Benchmark: from a device's publish to the browser's socket at 2,000 messages a second, and from an event to the KPI that shows it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveValues } from '@takt/model/api';
import { jsonTopic } from '@takt/model/topics';
import { io, type Socket } from 'socket.io-client';
import { startSource } from '../../harness/child.ts';
import { startServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';
import { createMachines, nextValues, registerMachines, site } from '../ingest/machines.ts';
import { openWire, type Wire } from '../ingest/wire.ts';
import type { Benchmark } from '../result.ts';
import { percentile } from '../timing.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 60);
const messagesPerSecond = 2000;
const scope = 'workshop:workshop';
const kpiRounds = 10;

export const run: Benchmark = async () => {
  const bare = await measureRelay();
  const server = await startServer({ env: { TAKT_LOG_LEVEL: 'warn' } });
  await registerMachines(server.put);
  const socket = io(server.url, { transports: ['websocket'], auth: { token: await server.token() } });
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  await socket.emitWithAck('watch', { scope });
  const latencies = await underLoad(socket, server.mqttPort);
  const refreshes = await kpiRefreshes(socket, server);
  socket.close();
  await server.stop();
  return [
    {
      name: 'publish → socket, 95 % of values within',
      value: percentile(latencies, 0.95),
      unit: 'ms',
      goal: '≤ 300 ms',
      note: `${messagesPerSecond} messages/s for ${seconds} s; values are coalesced to ten messages a second`,
      baseline: { name: 'bare relay', value: percentile(bare, 0.95) },
    },
    {
      name: 'publish → socket, half within',
      value: percentile(latencies, 0.5),
      unit: 'ms',
      baseline: { name: 'bare relay', value: percentile(bare, 0.5) },
    },
    {
      name: 'event → KPI of a watched workshop, slowest',
      value: Math.max(...refreshes),
      unit: 'ms',
      goal: '≤ 5,000 ms',
      note: `${kpiRounds} times`,
    },
  ];
};

async function measureRelay(): Promise<number[]> {
  const child = startSource('test/bench/live/relay.ts', []);
  const { httpPort, mqttPort } = await until(
    () => JSON.parse(child.output() || 'null') as { httpPort: number; mqttPort: number } | null,
  );
  const socket = io(`http://127.0.0.1:${httpPort}`, { transports: ['websocket'] });
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  const latencies = await underLoad(socket, mqttPort);
  socket.close();
  await child.stop();
  return latencies;
}

/** Age of every `sent_at` that arrives, ms. */
async function underLoad(socket: Socket, mqttPort: number): Promise<number[]> {
  const latencies: number[] = [];
  socket.on('values', ({ machines }: LiveValues) => {
    const now = preciseNow();
    for (const { signals } of machines)
      for (const { signal, value } of signals) if (signal === 'sent_at') latencies.push(now - Number(value));
  });
  const wires = await Promise.all(Array.from({ length: 20 }, (_, index) => openWire(mqttPort, `live-${index}`)));
  const machines = createMachines(Date.now());
  const began = performance.now();
  for (let sent = 0; performance.now() - began < seconds * 1000; ) {
    const due = ((performance.now() - began) / 1000) * messagesPerSecond;
    for (; sent < due; sent++) {
      const machine = machines[sent % machines.length];
      if (!machine) continue;
      const { at, values } = nextValues(machine);
      const body = { at, ...Object.fromEntries(values), sent_at: preciseNow() };
      wires[sent % wires.length]?.publish(jsonTopic(site, machine.code), Buffer.from(JSON.stringify(body)), 1);
    }
    for (const wire of wires) wire.flush();
    await sleep(2);
  }
  await sleep(500);
  for (const wire of wires) wire.end();
  socket.off('values');
  return latencies;
}

/** Each round one machine makes a piece; over when the API answers with it after being told to ask again. */
async function kpiRefreshes(
  socket: Socket,
  server: { mqttPort: number; get<T>(path: string): Promise<T> },
): Promise<number[]> {
  const wire = await openWire(server.mqttPort, 'piece');
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const produced = async () => {
    const to = new Date(Date.now() + 60_000).toISOString();
    const answer = await server.get<{ rows: { facts: { produced: number } }[] }>(
      `/api/v1/kpis?scope=${scope}&from=${from}&to=${to}`,
    );
    return answer.rows[0]?.facts.produced ?? 0;
  };
  makePieces(wire, 0);
  await sleep(6000);
  const times: number[] = [];
  for (let round = 1; round <= kpiRounds; round++) {
    const before = await produced();
    const began = performance.now();
    const seen = new Promise<void>((resolve) => {
      const check = async () => {
        if ((await produced()) <= before) return;
        socket.off('facts', check);
        resolve();
      };
      socket.on('facts', check);
    });
    makePieces(wire, round);
    await seen;
    times.push(performance.now() - began);
    // Not always at the same moment of the fold's rhythm.
    await sleep(137 * round);
  }
  wire.end();
  return times;
}

function makePieces(wire: Wire, good: number): void {
  const body = { at: Date.now(), state: 'producing', good: 1_000_000 + good, scrap: 0 };
  wire.publish(jsonTopic(site, 'probe'), Buffer.from(JSON.stringify(body)), 1);
  wire.flush();
}

function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
