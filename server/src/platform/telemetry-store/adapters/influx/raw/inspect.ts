// Owns looking through a buffer before it is sent: what is no reading at all, what InfluxDB cannot hold, what must keep its order.
import type { RefusedSample } from '../../../port.ts';
import type { SampleBuffer } from '../../../sample-buffer.ts';
import { earliestMs, latestMs } from '../syntax/influxql.ts';

export interface Inspection {
  refused: RefusedSample[];
  /** Some series goes back or stands still in time: of two values for one key the later must be written later. */
  inTurn: boolean;
}

export type Inspect = (buffer: SampleBuffer, size: number, keptFrom: number) => Inspection;

/** Throws RangeError for what is no reading. `size` series exist; what is older than `keptFrom` would be dropped. */
export function createInspect(): Inspect {
  let lastAt = new Float64Array(1024);
  let seen = new Uint32Array(1024);
  let round = 0;

  return (buffer, size, keptFrom) => {
    if (lastAt.length < size) {
      lastAt = new Float64Array(size * 2);
      seen = new Uint32Array(size * 2);
      round = 0;
    }
    round++;
    const { series, at, number, length } = buffer;
    const oldest = Math.max(keptFrom, earliestMs);
    const found: Inspection = { refused: [], inTurn: false };
    for (let row = 0; row < length; row++) {
      const id = series[row] as number;
      const time = at[row] as number;
      if (id >= size) throw new RangeError(`series ${id} was never given out`);
      if (!Number.isSafeInteger(time)) {
        throw new RangeError(`time ${time} of series ${id} is not a whole number of milliseconds`);
      }
      if (seen[id] === round && time <= (lastAt[id] as number)) found.inTurn = true;
      seen[id] = round;
      lastAt[id] = time;
      const value = number[row] as number;
      if (
        time < oldest ||
        time > latestMs ||
        value === Number.POSITIVE_INFINITY ||
        value === Number.NEGATIVE_INFINITY
      ) {
        found.refused.push({ index: row, ...reasonOf(time, value, keptFrom) });
      }
    }
    return found;
  };
}

function reasonOf(time: number, value: number, keptFrom: number): Pick<RefusedSample, 'reason' | 'detail'> {
  if (time < earliestMs || time > latestMs) {
    return { reason: 'store_refused', detail: `time ${time} is outside what InfluxDB can hold (1677 to 2262)` };
  }
  if (time < keptFrom) {
    return { reason: 'beyond_retention', detail: `readings are kept from ${new Date(keptFrom).toISOString()} on` };
  }
  return { reason: 'store_refused', detail: `${value} is no number InfluxDB can hold` };
}
