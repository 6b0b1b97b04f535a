// Owns how a simulated line was before its retrofit.
import type { SimulatedLine } from './config.ts';

/** The line itself where it was not retrofitted. */
export function lineBefore(line: SimulatedLine): SimulatedLine {
  if (!line.retrofit) return line;
  const { slowness, microStopsPerHour, breakdownEveryHours, energy, scrapShare } = line.retrofit.before;
  const machines = line.machines.map((machine) => ({
    ...machine,
    slowness: machine.slowness * slowness,
    microStopsPerHour: machine.microStopsPerHour * microStopsPerHour,
    breakdownEveryHours: machine.breakdownEveryHours * breakdownEveryHours,
    scrapShare: Math.min(0.9, Math.max(0, machine.scrapShare + scrapShare)),
    runningKw: machine.runningKw * energy,
    idleKw: machine.idleKw * energy,
  }));
  return { ...line, machines };
}
