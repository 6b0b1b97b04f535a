// Owns the machines of the ingest benchmark and what they say: nine signals a message, each message a later millisecond.

export const site = 'bench';
/** Of most benchmarks. */
const usualCount = 100;

export function machineCode(index: number): string {
  return `m${String(index).padStart(3, '0')}`;
}

export interface MachineState {
  code: string;
  /** Device time of the next message, epoch ms. */
  at: number;
  sent: number;
}

export function createMachines(startedAt: number, count = usualCount): MachineState[] {
  return Array.from({ length: count }, (_, index) => ({ code: machineCode(index), at: startedAt, sent: 0 }));
}

/** Values of the next message; counters rise slowly, process values change every time. */
export function nextValues(machine: MachineState): { at: number; values: [string, string | number][] } {
  const n = ++machine.sent;
  machine.at = Math.max(machine.at + 1, Date.now());
  const { at } = machine;
  return {
    at,
    values: [
      ['state', n % 997 < 40 ? 'down' : 'producing'],
      ['good', Math.floor(n / 50)],
      ['scrap', Math.floor(n / 5000)],
      ['energy_kwh', n / 1000],
      ['spindle_load_percent', 50 + (n % 37)],
      ['spindle_speed_rpm', 3000 + (n % 11)],
      ['feed_mm_min', 800 + (n % 7)],
      ['temperature_c', 40 + (n % 19) / 10],
      ['vibration_mm_s', 1 + (n % 23) / 100],
    ],
  };
}

/** All of them in one workshop, and one more that is called `probe`. */
export async function registerMachines(
  put: (path: string, body: unknown) => Promise<unknown>,
  count = usualCount,
): Promise<void> {
  const machines: Record<string, object> = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      machineCode(index),
      { line: 'line', name: machineCode(index), idealCycleSeconds: 0.05 },
    ]),
  );
  machines.probe = { line: 'line', name: 'Probe', idealCycleSeconds: 0.05 };
  await put('/api/v1/plant', {
    enterprises: { bench: { name: 'Bench' } },
    sites: { [site]: { enterprise: 'bench', name: 'Bench', district: 'd', sector: 'C36', timeZone: 'Asia/Shanghai' } },
    workshops: { workshop: { site, name: 'Workshop' } },
    lines: { line: { workshop: 'workshop', name: 'Line' } },
    machines,
  });
}
