// Owns the agent as a whole: outbox, uplink and drivers put together, started in this order and stopped in the reverse.
import type { Config } from './config.ts';
import type { Driver } from './drivers/driver.ts';
import { logEvent, logProblem } from './events.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createLifeSigns } from './life-signs.ts';
import type { Log } from './log.ts';
import { type Outbox, openOutbox, type Reading } from './outbox/index.ts';
import { createProgressReport } from './progress.ts';
import { createSink } from './sink.ts';
import { createUplink, type Uplink, type UplinkEvent } from './uplink/index.ts';

export interface Agent {
  /** Stops reading, lets the uplink send what there is for a moment, says goodbye. Everything taken is on disk. */
  stop(): Promise<void>;
}

/** How long a goodbye waits for the server to commit the last readings; what remains is sent after the next start. */
const farewellMs = 1500;
const complainEveryMs = 10_000;
const statusEveryMs = 300_000;

/** Runs these drivers. Throws DirectoryInUse where another agent holds the data directory. */
export async function startAgent(
  config: Omit<Config, 'drivers' | 'logLevel'>,
  drivers: readonly Driver[],
  log: Log,
): Promise<Agent> {
  const { site, node, mqtt, primaryHost, dataDirectory: directory } = config;
  const outbox = await openOutbox({ directory, ...config.outbox, onProblem: (problem) => logProblem(log, problem) });
  let connected = false;
  const heartbeat = createHeartbeat(directory, () => ({ connected, ...statusOf(outbox) }));
  const onEvent = (event: UplinkEvent) => {
    logEvent(log, event);
    if (event.kind !== 'connected' && event.kind !== 'lost' && event.kind !== 'refused') return;
    connected = event.kind === 'connected';
    heartbeat.beat();
  };
  const uplink = createUplink({ site, node, mqtt, primaryHost, outbox, directory, onEvent });
  const progress = createProgressReport({ url: config.progressUrl, token: config.progressToken, log });
  const refusals = createRefusals(log);
  const appendLifeSigns = async (machine: string, readings: Reading[]) => {
    const outcome = await outbox.append(machine, readings);
    if (outcome.kind === 'refused') refusals.count(machine, readings.length, outcome.reason);
  };
  const running = drivers.map((driver, index) => {
    const lifeSigns = driver.lifeSigns
      ? createLifeSigns({ machines: driver.machines, everyMs: config.lifeSignMs, append: appendLifeSigns })
      : undefined;
    const sink = createSink({
      outbox,
      uplink,
      lifeSigns,
      roomBytes: config.outbox.maxBytes / 2,
      onRefused: refusals.count,
      onProgress: (done, total) => progress.report(index, done, total),
    });
    log.info({ driver: index, machines: driver.machines.length }, 'driver starts');
    return { sink, lifeSigns, stop: driver.start(sink) };
  });
  if (mqtt.password !== undefined && inTheClear(mqtt.url))
    log.warn('the password goes to the broker in the clear; use mqtts:// where others can read the network');
  uplink.start();
  const status = setInterval(() => log.info(statusOf(outbox), 'outbox'), statusEveryMs);
  log.info({ site, node, broker: withoutPassword(mqtt.url), directory, ...statusOf(outbox) }, 'agent started');

  return {
    async stop() {
      clearInterval(status);
      heartbeat.stop();
      for (const { sink } of running) sink.release();
      await Promise.all(running.map(({ stop }) => stop()));
      await Promise.all(running.map(({ lifeSigns }) => lifeSigns?.stop()));
      await progress.close();
      await allCommitted(outbox, uplink);
      await uplink.close();
      await outbox.close();
      refusals.close();
      log.info(statusOf(outbox), 'agent stopped');
    },
  };
}

function allCommitted(outbox: Outbox, uplink: Uplink): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, farewellMs);
    const check = () => {
      if (outbox.first <= outbox.durable) return;
      clearTimeout(timer);
      resolve();
    };
    uplink.onCommit(check);
    check();
  });
}

function statusOf(outbox: Outbox) {
  const { first, durable, bytes, evicted, refused } = outbox;
  return { waiting: durable - first + 1, bytes, evicted, refused };
}

/** Counts refused readings and complains of them together. */
function createRefusals(log: Log) {
  let samples = 0;
  const tell = () => {
    if (samples > 0) log.error({ samples }, 'the outbox refused readings; they are lost');
    samples = 0;
  };
  const timer = setInterval(tell, complainEveryMs);
  return {
    count(machine: string, refused: number, reason: 'full' | 'disk'): void {
      if (samples === 0) log.warn({ machine, reason }, 'the outbox refuses readings');
      samples += refused;
    },
    close(): void {
      clearInterval(timer);
      tell();
    },
  };
}

function inTheClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const here = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return !here && ['mqtt:', 'tcp:', 'ws:'].includes(protocol);
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = '';
  return parsed.href;
}
