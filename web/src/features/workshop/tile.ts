// Owns what a machine's tile says: what it does now, and what it made in the current shift.
import type { KpiRow, StateInterval } from '@takt/model/api';
import type { LiveMachine } from '../../live/index.ts';
import { type MachineNow, machineNow } from '../../ui/machine-now.ts';

export interface Tile extends MachineNow {
  code: string;
  name: string;
  /** Good pieces of the current shift; undefined where nothing was counted. */
  good: number | undefined;
  scrap: number | undefined;
}

export function tileOf(
  machine: { code: string; name: string },
  live: LiveMachine | undefined,
  intervals: readonly StateInterval[],
  row: KpiRow | undefined,
): Tile {
  const counted = row && row.facts.produced > 0;
  return {
    ...machineNow(live, intervals),
    code: machine.code,
    name: machine.name,
    good: counted ? row.facts.good : undefined,
    scrap: counted ? row.facts.scrap : undefined,
  };
}
