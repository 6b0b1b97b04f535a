// Owns passing over years of silence: a clock that began in 2000 after a power cut must not make the fold compute a quarter of a century.
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { MachineView } from '../plant-view.ts';
import { floorMinute } from './progress.ts';
import { longestStalenessMs } from './read.ts';

/** No shutdown is this long. */
const longSilenceMs = 400 * 86_400_000;

/**
 * Where folding goes on: at `from`, or just before the next reading (at the latest at `to`) where nothing was heard around `from`
 * and for 400 days after it. What is passed over has no facts and counts as unknown. `from` is a full minute.
 */
export async function afterSilence(
  store: TelemetryStore,
  machine: MachineView,
  from: number,
  to: number,
): Promise<number> {
  if (to - from <= longSilenceMs) return from;
  const silenceAt = async (until: number) => {
    const query = { source: machine.source, from, to: until, quietMs: longSilenceMs - 1 };
    const [first] = await store.readSilences(query);
    return first && first.after + longestStalenessMs(machine) < from ? first : undefined;
  };
  const near = await silenceAt(from + longSilenceMs);
  if (!near || near.until < from + longSilenceMs) return from;
  const whole = await silenceAt(to);
  return whole ? Math.max(from, floorMinute(whole.until - 1)) : from;
}
