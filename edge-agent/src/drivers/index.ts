// Owns the kinds of drivers: their configuration, and the driver that goes with each.
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { Driver } from './driver.ts';
import { checkSimulator, createSimulator, simulatorSchema } from './simulator/index.ts';

export type { Driver, Sink } from './driver.ts';

export const driverSchema = z.discriminatedUnion('kind', [simulatorSchema]);
export type DriverConfig = z.output<typeof driverSchema>;

/** What the schema cannot say. */
export function checkDriver(config: DriverConfig, complain: (path: (string | number)[], reason: string) => void): void {
  checkSimulator(config, complain);
}

/** Codes of the machines a driver would report. */
export function machinesOf(config: DriverConfig): string[] {
  return config.lines.flatMap((line) => line.machines.map(({ code }) => code));
}

export function createDriver(config: DriverConfig, _log: Log): Driver {
  return createSimulator(config);
}
