// Owns what KPI queries are built on.
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { Gate } from '../fold/gate.ts';
import type { MachineView, PlantView } from '../plant-view.ts';

export interface KpiParts {
  store: TelemetryStore;
  plant: PlantView;
  gate: Gate;
  /** Moment up to which the facts of all these machines are folded; a range is answered up to there. */
  horizon: (machines: readonly MachineView[]) => number;
}
