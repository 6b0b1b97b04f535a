// Owns the SHDR driver: MTConnect adapters over TCP, connected to again and again for as long as the agent runs.
import type { Log } from '../../log.ts';
import type { Driver, Sink } from '../driver.ts';
import { machinesOfShdr, type ShdrConfig } from './config.ts';
import { converse } from './connection.ts';
import { createReader } from './reader.ts';
import { createTally, type Tally } from './tally.ts';

export { checkShdr, machinesOfShdr, type ShdrConfig, shdrSchema } from './config.ts';

/** Commands of an adapter that are remembered, so that only news of it is logged. */
const maxKnownCommands = 100;

export function createShdr(config: ShdrConfig, parentLog: Log, clock: () => number = Date.now): Driver {
  const log = parentLog.child({ adapter: `${config.host}:${config.port}` });
  return {
    machines: machinesOfShdr(config),
    lifeSigns: config.lifeSigns,
    start(sink) {
      const stopped = new AbortController();
      const tally = createTally(log);
      const running = run({ config, log, clock, sink, tally, signal: stopped.signal });
      return async () => {
        stopped.abort();
        await running;
        tally.close();
      };
    },
  };
}

interface Run {
  config: ShdrConfig;
  log: Log;
  clock: () => number;
  sink: Sink;
  tally: Tally;
  signal: AbortSignal;
}

async function run(given: Run): Promise<void> {
  const { config, log, sink, signal } = given;
  const onCommand = createAcquaintance(log);
  let retryMs = config.reconnectMs;
  let complained = '';
  for (const machine of machinesOfShdr(config)) sink.reachable(machine, false);
  while (!signal.aborted) {
    const { connected, heard, reason } = await attempt(given, onCommand);
    if (signal.aborted) return;
    if (heard) retryMs = config.reconnectMs;
    // Spread out, so that all agents of a hall do not come back at the same moment.
    const waitMs = Math.round(retryMs * (0.5 + Math.random() / 2));
    if (connected || reason !== complained) log.warn({ reason, retryMs: waitMs }, 'no connection to the adapter');
    complained = reason;
    await pause(waitMs, signal);
    retryMs = Math.min(retryMs * 2, config.reconnectMaxMs);
  }
}

/** One connection from its beginning to its end. */
async function attempt(
  { config, log, clock, sink, tally, signal }: Run,
  onCommand: (name: string, value: string) => void,
) {
  const machines = machinesOfShdr(config);
  const reader = createReader({ config, clock, count: tally.count, onCommand });
  const outcome = { connected: false, heard: false, reason: '' };
  outcome.reason = await converse({
    host: config.host,
    port: config.port,
    heartbeatMs: config.heartbeatMs,
    silenceMs: config.silenceSeconds * 1000,
    signal,
    onConnected() {
      outcome.connected = true;
      for (const machine of machines) sink.reachable(machine, true);
      log.info('connected to the adapter');
    },
    async onBytes(bytes) {
      outcome.heard = true;
      const { readings, heartbeatMs } = reader.read(bytes);
      await Promise.all([...readings].map(([machine, found]) => sink.readings(machine, found)));
      // A recording can wait; a machine cannot, and the newest readings matter most.
      if (!config.lifeSigns) await sink.room();
      return { heartbeatMs };
    },
  });
  if (outcome.connected) for (const machine of machines) sink.reachable(machine, false);
  return outcome;
}

/** Logs what an adapter says of itself when it is new. */
function createAcquaintance(log: Log): (name: string, value: string) => void {
  const known = new Map<string, string>();
  return (name, value) => {
    if (known.get(name) === value || (known.size >= maxKnownCommands && !known.has(name))) return;
    known.set(name, value);
    log.info({ name, value }, 'the adapter says of itself');
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
