// Owns the flow of pieces through a line in one production day: finite buffers make machines starve and block each other.
import type { SimulatedLine } from './config.ts';
import { createMachineRun, type MachineRun } from './machine.ts';
import { createRandom, type Random } from './random.ts';

interface Flow {
  line: SimulatedLine;
  runs: MachineRun[];
  random: Random;
  /** Working ms of the day. */
  work: number;
  /** Pieces that have come to each machine so far. */
  arrived: number[];
  /** Index of the product each machine is set up for. */
  product: number[];
  shiftStarts: readonly number[];
  /** Shift handovers each machine has had. */
  handovers: number[];
}

const transferMs = 4000;

/** The line's machines over `work` ms of working time; the same key gives the same day. */
export function simulateLine(
  line: SimulatedLine,
  key: string,
  work: number,
  shiftStarts: readonly number[],
): MachineRun[] {
  const random = createRandom(`${key}/line`);
  const runs = line.machines.map((machine) => createMachineRun(machine, createRandom(`${key}/${machine.code}`)));
  const firstProduct = Math.floor(random.next() * line.products.length);
  const zeros = () => line.machines.map(() => 0);
  const flow: Flow = { line, runs, random, work, shiftStarts, arrived: zeros(), handovers: zeros(), product: [] };
  for (const run of runs) announce(flow, run, firstProduct, 0);
  fillBuffers(flow, firstProduct);
  const changes = changeovers(flow);
  const first = runs[0];
  for (let product = firstProduct; first && first.free < work; ) {
    while (changes.length > 0 && first.free >= (changes[0] ?? work)) {
      changes.shift();
      product++;
    }
    pass(flow, 0, 0, product);
  }
  for (const run of runs) run.spend('starved', work);
  return runs;
}

/** At the beginning of a day the buffers are half full, the last one filled first. */
function fillBuffers(flow: Flow, product: number): void {
  for (let machine = flow.runs.length - 1; machine > 0; machine--) {
    for (let piece = 0; piece < flow.line.bufferPieces / 2; piece++) pass(flow, machine, 0, product);
  }
}

/** Working times of the day's product changes, spread over it. */
function changeovers(flow: Flow): number[] {
  const { changeoversPerDay, products } = flow.line;
  if (products.length < 2) return [];
  const length = flow.work / (changeoversPerDay + 1);
  return Array.from({ length: changeoversPerDay }, (_, index) => length * (index + 0.7 + 0.6 * flow.random.next()));
}

function announce(flow: Flow, run: MachineRun, product: number, at: number): number {
  const chosen = flow.line.products[product % flow.line.products.length];
  const cycle = run.config.idealCycleSeconds * (chosen?.cycleFactor ?? 1);
  if (flow.product[flow.runs.indexOf(run)] !== product) {
    flow.product[flow.runs.indexOf(run)] = product;
    run.products.push({ at, product: chosen?.code ?? '', idealCycleSeconds: Math.round(cycle * 10) / 10 });
  }
  return cycle * 1000;
}

/** Takes one piece from machine `from` on, which it reaches at `arrival`, as far as it goes. */
function pass(flow: Flow, from: number, arrival: number, product: number): void {
  let reaches = arrival;
  for (let index = from; index < flow.runs.length; index++) {
    const run = flow.runs[index];
    if (!run || run.free >= flow.work) return;
    flow.arrived[index] = (flow.arrived[index] ?? 0) + 1;
    handOver(flow, run, index, reaches);
    if (flow.product[index] !== product) {
      const setupMs = flow.random.logNormal(flow.line.setupMinutes * 60_000, 0.25);
      announce(flow, run, product, run.free);
      run.spend('setup', run.free + setupMs);
    }
    run.spend('starved', reaches);
    const piece = run.make(announce(flow, run, product, run.free));
    if (piece.scrap) return;
    run.spend('blocked', spaceBehind(flow, index));
    reaches = run.free + transferMs;
  }
}

/** Working time from which the buffer behind a machine takes one more piece. */
function spaceBehind(flow: Flow, index: number): number {
  const next = flow.runs[index + 1];
  const ahead = (flow.arrived[index + 1] ?? 0) - flow.line.bufferPieces;
  return next && ahead >= 0 ? (next.starts[ahead] ?? 0) : 0;
}

/** At the beginning of a shift people take over: a few minutes in which nothing runs. */
function handOver(flow: Flow, run: MachineRun, index: number, until: number): void {
  const due = flow.shiftStarts[flow.handovers[index] ?? 0];
  if (due === undefined || Math.max(run.free, until) < due) return;
  flow.handovers[index] = (flow.handovers[index] ?? 0) + 1;
  run.spend('starved', due);
  run.spend('idle', run.free + flow.random.between(90_000, 260_000));
}
