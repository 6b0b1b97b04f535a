// Owns the simulator driver: history at full speed, then the same plant live.
import type { Driver, Sink } from '../driver.ts';
import type { SimulatorConfig } from './config.ts';
import { createSimulatedPlant, type SimulatedPlant } from './plant.ts';

export { checkSimulator, type SimulatorConfig, simulatorSchema } from './config.ts';
export { createSimulatedPlant } from './plant.ts';

const dayMs = 86_400_000;
const tickMs = 1000;
const progressEveryMs = 250;
/** After a long rest no more than this is caught up, unless the configured history is longer. */
const catchUpDays = 31;
/** A gap shorter than this is caught up without talking of history. */
const silentCatchUpMs = 600_000;

/**
 * Machines begin where their last recorded reading was; machines without one begin at the production day `history.days` ago,
 * at the latest at the beginning of the current production day, so that counters and products are known.
 */
export function createSimulator(config: SimulatorConfig, clock: () => number = Date.now): Driver {
  const plant = createSimulatedPlant(config);
  return {
    machines: plant.machines,
    lifeSigns: false,
    start(sink) {
      const stopped = new AbortController();
      const running = run(plant, config, sink, clock, stopped.signal);
      return async () => {
        stopped.abort();
        await running;
      };
    },
  };
}

async function run(
  plant: SimulatedPlant,
  config: SimulatorConfig,
  sink: Sink,
  clock: () => number,
  stopped: AbortSignal,
): Promise<void> {
  const positions = startPositions(plant, config, sink, clock());
  for (const machine of plant.machines) sink.reachable(machine, true);
  await catchUp(plant, positions, sink, clock, stopped);
  while (!stopped.aborted) {
    const now = clock();
    for (const [machine, from] of positions) {
      const readings = plant.readings(machine, from, now);
      if (readings.length > 0) void sink.readings(machine, readings);
      positions.set(machine, Math.max(from, now));
    }
    await pause(tickMs, stopped);
  }
}

function startPositions(plant: SimulatedPlant, config: SimulatorConfig, sink: Sink, now: number): Map<string, number> {
  const daysOf = new Map(
    config.lines.flatMap(({ machines, historyDays = config.history.days }) =>
      machines.map(({ code }) => [code, historyDays]),
    ),
  );
  return new Map(
    plant.machines.map((machine) => {
      const days = daysOf.get(machine) ?? config.history.days;
      const first = plant.startOf(plant.dayOf(now - days * dayMs));
      const earliest = plant.startOf(plant.dayOf(now - Math.max(days, catchUpDays) * dayMs));
      const last = sink.lastAt(machine);
      // The last moment again: not all of its readings need have been recorded.
      return [machine, last === undefined ? first : Math.max(last, earliest)];
    }),
  );
}

/** Produces everything up to now, day by day, and reports how much of it the server has committed. */
async function catchUp(
  plant: SimulatedPlant,
  positions: Map<string, number>,
  sink: Sink,
  clock: () => number,
  stopped: AbortSignal,
): Promise<void> {
  const now = clock();
  const from = Math.min(...positions.values());
  const firstDay = plant.dayOf(from);
  const total = (plant.dayOf(now) - firstDay + 1) * plant.machines.length;
  const progress = createProgress(sink, now - from > silentCatchUpMs ? total : 0);
  for (let day = firstDay; plant.startOf(day) <= now && !stopped.aborted; day++) {
    const to = Math.min(plant.startOf(day + 1), now);
    const taken = [...positions].map(([machine, position]) => {
      positions.set(machine, Math.max(position, to));
      return progress.part(sink.readings(machine, plant.readings(machine, position, to)));
    });
    await Promise.all(taken);
    await sink.room();
  }
  progress.follow(stopped);
}

/** Counts the machine days that are committed; silent where `total` is 0. */
function createProgress(sink: Sink, total: number) {
  const offsets: number[] = [];
  let reported = -1;
  let finished = false;

  function report(): void {
    const committed = sink.committed();
    const done = Math.min(
      total,
      offsets.filter((offset) => offset <= committed).length + (finished ? total - offsets.length : 0),
    );
    if (done === reported || total === 0) return;
    reported = done;
    sink.progress(done, total);
  }
  const timer = total > 0 ? setInterval(report, progressEveryMs) : undefined;

  return {
    async part(taken: Promise<number | undefined>): Promise<void> {
      offsets.push((await taken) ?? 0);
    },
    /** Nothing more comes; reports until all is committed. */
    follow(stopped: AbortSignal): void {
      finished = true;
      const watch = setInterval(() => {
        if (reported < total && total > 0 && !stopped.aborted) return;
        clearInterval(timer);
        clearInterval(watch);
      }, progressEveryMs);
      report();
    },
  };
}

function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      stopped.removeEventListener('abort', done);
      resolve();
    }
    stopped.addEventListener('abort', done);
    if (stopped.aborted) done();
  });
}
