// Owns what the pipeline needs to know of the plant; the plant capability provides it, main.ts wires it.
import type { Calendar } from '@takt/model/calendar';
import type { Definition } from '@takt/model/definition';
import type { Level, Scope } from '@takt/model/plant';
import type { SignalMap } from '@takt/model/signals';
import type { Source } from '../platform/telemetry-store/port.ts';

/** A registered machine with everything above it that decides how it is counted. */
export interface MachineView {
  code: string;
  name: string;
  source: Source;
  line: string;
  workshop: string;
  site: string;
  enterprise: string;
  district: string;
  /** Undefined where it is not known which city the district is in. */
  city: string | undefined;
  timeZone: string;
  idealCycleSeconds: number;
  outlet: boolean;
  signalMap: SignalMap | undefined;
  /** Absent: scheduled around the clock. */
  calendar: Calendar | undefined;
  definitions: readonly Definition[];
}

/** Facts of these machines must be computed again from `from` on. */
export interface PlantChange {
  machines: string[];
  reason: 'definition' | 'calendar' | 'machine';
  /** Epoch ms. */
  from: number;
}

/** One that is not settled yet. */
export interface OpenPlantChange extends PlantChange {
  id: number;
}

/** Synchronous snapshot of the registry, always current. */
export interface PlantView {
  machine(code: string): MachineView | undefined;
  bySource(source: Source): MachineView | undefined;
  /** Machines in a scope; empty for a scope that does not exist. */
  within(scope: Scope): MachineView[];
  all(): MachineView[];
  /** Codes of all sites, those without a machine too. */
  sites(): string[];
  /** Display name of a node; undefined where it does not exist. */
  name(level: Level, code: string): string | undefined;
  onChange(listener: (change: PlantChange) => void): () => void;
}

/** What changes of the registry make stale, kept until the fold has put it down: each became durable with what was changed. */
export interface PlantChanges {
  /** Not settled yet, oldest first. */
  openChanges(): Promise<OpenPlantChange[]>;
  /** What the change makes stale is put down elsewhere. */
  settleChange(id: number): Promise<void>;
}
