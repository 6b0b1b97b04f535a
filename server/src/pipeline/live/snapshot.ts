// Owns the current values of a scope's machines, as this process knows them.
import type { LiveValues } from '@takt/model/api';
import { parseScope } from '@takt/model/plant';
import type { MachineView, PlantView } from '../plant-view.ts';
import type { Latest } from './latest.ts';
import { machineLive } from './machine.ts';

export interface SnapshotOptions {
  plant: PlantView;
  latest: Latest;
  clock: () => number;
  /** Whether this process hears the machine; others are left out. Absent: it hears all. */
  hears?: (machine: MachineView) => boolean;
}

/** Undefined: the scope does not exist. */
export function snapshotOf(options: SnapshotOptions): (scope: string) => LiveValues | undefined {
  const { plant, latest, clock, hears = () => true } = options;
  return (text) => {
    const scope = parseScope(text);
    if (plant.name(scope.level, scope.code) === undefined) return undefined;
    const now = clock();
    const machines = plant.within(scope).filter(hears);
    return {
      machines: machines.map((machine) => {
        const source = latest.find(machine.source);
        return machineLive(machine, source, source?.signals.values() ?? [], now);
      }),
    };
  };
}
