// Owns what the node knows of its machines: their signals, the aliases they go by, their current values.

import { isCounterSignal, type SignalValue } from '@takt/model/signals';
import { dataType } from '@takt/model/sparkplug';
import type { Frame } from '../outbox/index.ts';

export interface KnownSignal {
  name: string;
  /** Unique across the node, the same for as long as the process lives [tck-id-payloads-alias-uniqueness]. */
  alias: number;
  /** As announced at birth. */
  datatype: number;
  /** Latest reading seen. */
  at: number;
  value: SignalValue;
}

export interface Device {
  machine: string;
  /** Alias of `Takt/Offset` on this device. */
  offsetAlias: number;
  signals: Map<string, KnownSignal>;
  /** Signals known when the device was last born; more means that it must be born again. 0: not born in this session. */
  bornWith: number;
  reachable: boolean;
}

export interface Catalogue {
  device(machine: string): Device | undefined;
  devices(): Iterable<Device>;
  /** Learns what a frame tells of its machine. */
  learn(frame: Frame): Device;
  setReachable(machine: string, reachable: boolean): void;
  /** No device is born in a new session. */
  forgetBirths(): void;
}

export function createCatalogue(): Catalogue {
  const devices = new Map<string, Device>();
  const unreachable = new Set<string>();
  let lastAlias = 0;

  function deviceOf(machine: string): Device {
    let device = devices.get(machine);
    if (!device) {
      const reachable = !unreachable.has(machine);
      device = { machine, offsetAlias: ++lastAlias, signals: new Map(), bornWith: 0, reachable };
      devices.set(machine, device);
    }
    return device;
  }

  return {
    device: (machine) => devices.get(machine),
    devices: () => devices.values(),
    learn(frame) {
      const device = deviceOf(frame.machine);
      for (const { signal, at, value } of frame.readings) {
        const known = device.signals.get(signal);
        if (!known) {
          const datatype = datatypeOf(signal, value);
          device.signals.set(signal, { name: signal, alias: ++lastAlias, datatype, at, value });
        } else if (at >= known.at) {
          known.at = at;
          known.value = value;
        }
      }
      return device;
    },
    setReachable(machine, reachable) {
      if (reachable) unreachable.delete(machine);
      else unreachable.add(machine);
      const device = devices.get(machine);
      if (device) device.reachable = reachable;
    },
    forgetBirths() {
      for (const device of devices.values()) device.bornWith = 0;
    },
  };
}

/** Type of a value as it goes on the wire; of null as the signal's name suggests. */
export function datatypeOf(signal: string, value: SignalValue): number {
  if (typeof value === 'number') return dataType.Double;
  if (typeof value === 'boolean') return dataType.Boolean;
  if (value === null && (isCounterSignal(signal) || signal === 'ideal_cycle_s')) return dataType.Double;
  return dataType.String;
}
