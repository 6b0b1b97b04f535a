// Owns a signal's history as the signal map names it: read raw under the device's names, scaled when answered.
import type { RouteInput } from '@takt/model/api';
import { foreignNames, mapSignal, type SignalMap } from '@takt/model/signals';
import type { MachineView, PlantView } from '../pipeline/plant-view.ts';
import { done, refuse } from '../platform/outcome.ts';
import type { HistoryPoint, TelemetryStore } from '../platform/telemetry-store/port.ts';

export function historyQuery(store: TelemetryStore, plant: PlantView) {
  return async ({ params, query }: RouteInput<'machines.history'>) => {
    const machine = plant.machine(params.code);
    if (!machine) return refuse('not_found', `there is no machine "${params.code}"`);
    if (query.from >= query.to) {
      return refuse('invalid', 'the range is empty', [{ field: 'to', reason: 'must be later than from' }]);
    }
    return done({ signal: query.signal, points: await readHistory(store, machine, query) });
  };
}

async function readHistory(
  store: TelemetryStore,
  machine: MachineView,
  { signal, from, to, points }: RouteInput<'machines.history'>['query'],
): Promise<HistoryPoint[]> {
  const names = foreignNames(machine.signalMap, signal);
  const found = await Promise.all(
    names.map(async (name) => {
      const raw = await store.history({ source: machine.source, signal: name, from, to, points });
      return raw.map((point) => asMapped(machine.signalMap, name, point));
    }),
  );
  return found.flat().sort((a, b) => a.at - b.at);
}

/** Scaling is linear, so it may be done on the reduced points; a negative factor turns least into most. */
function asMapped(map: SignalMap | undefined, name: string, point: HistoryPoint): HistoryPoint {
  const mapped = (value: number) => {
    const result = mapSignal(map, name, value).value;
    return typeof result === 'number' ? result : value;
  };
  const low = mapped(point.min);
  const high = mapped(point.max);
  return {
    ...point,
    min: Math.min(low, high),
    max: Math.max(low, high),
    mean: mapped(point.mean),
    last: mapped(point.last),
  };
}
