// Owns the kinds of drivers: their configuration, and the driver that goes with each.
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { Driver } from './driver.ts';
import { checkShdr, createShdr, machinesOfShdr, shdrSchema } from './shdr/index.ts';
import { checkSimulator, createSimulator, simulatorSchema } from './simulator/index.ts';

export const driverSchema = z.discriminatedUnion('kind', [simulatorSchema, shdrSchema]);
export type DriverConfig = z.output<typeof driverSchema>;

/** What the schema cannot say. */
export function checkDriver(config: DriverConfig, complain: (path: (string | number)[], reason: string) => void): void {
  if (config.kind === 'shdr') checkShdr(config, complain);
  else checkSimulator(config, complain);
}

/** Codes of the machines a driver would report. */
export function machinesOf(config: DriverConfig): string[] {
  if (config.kind === 'shdr') return machinesOfShdr(config);
  return config.lines.flatMap((line) => line.machines.map(({ code }) => code));
}

export function createDriver(config: DriverConfig, log: Log): Driver {
  return config.kind === 'shdr' ? createShdr(config, log) : createSimulator(config);
}
