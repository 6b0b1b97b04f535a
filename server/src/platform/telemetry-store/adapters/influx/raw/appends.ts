// Owns the way of raw readings into InfluxDB: cut into requests, a few under way at once, done when all are acknowledged.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RefusedSample, TelemetryStore } from '../../../port.ts';
import type { SampleBuffer } from '../../../sample-buffer.ts';
import type { Retention } from '../layout.ts';
import type { StoreMetrics } from '../metrics.ts';
import type { Writer } from '../server/write.ts';
import type { InfluxSettings } from '../settings.ts';
import type { SeriesDictionary } from './dictionary.ts';
import { createInspect } from './inspect.ts';
import { createIsolate, pick } from './isolate.ts';
import { createEncoder, type Part } from './lines.ts';
import { createSlots } from './slots.ts';

export function createAppends(options: {
  dictionary: SeriesDictionary;
  writer: Pick<Writer, 'write'>;
  retention: Pick<Retention, 'raw'>;
  settings: Pick<InfluxSettings, 'requestChars' | 'requestsInFlight'>;
  metrics: Pick<StoreMetrics, 'refused'>;
  clock: () => number;
}): TelemetryStore['append'] {
  const { dictionary, writer, retention, settings, metrics, clock } = options;
  const slots = createSlots(settings.requestsInFlight);
  const inspect = createInspect();
  const encode = createEncoder(dictionary);
  const write = (lines: string, points: number) => writer.write('raw', lines, points);
  const isolate = createIsolate({ dictionary, encode, write });

  const sendPart = async (buffer: SampleBuffer, { from, to, lines, points }: Part): Promise<RefusedSample[]> => {
    const outcome = await write(lines, points);
    if (outcome.ok) return [];
    return isolate(
      buffer,
      Array.from({ length: to - from }, (_, index) => from + index),
      points,
      outcome,
    );
  };

  /** Requests one after the other where the order matters, else as many at once as there are slots. */
  const sendAll = async (buffer: SampleBuffer, inTurn: boolean): Promise<RefusedSample[]> => {
    const sent: Promise<RefusedSample[]>[] = [];
    let failed = false;
    for (let from = 0; from < buffer.length && !failed; ) {
      await slots.take();
      const part = encode(buffer, from, settings.requestChars);
      from = part.to;
      const one = sendPart(buffer, part).finally(slots.give);
      sent.push(one);
      const settled = one.then(
        () => undefined,
        () => {
          failed = true;
        },
      );
      // Encoding takes about 10 ms a request.
      await (inTurn ? settled : nextTurn());
    }
    // All of them, for the buffer may be reused once this is over.
    await Promise.allSettled(sent);
    return (await Promise.all(sent)).flat();
  };

  return async (buffer) => {
    const keptFrom = clock() - retention.raw;
    const { refused, inTurn } = inspect(buffer, dictionary.size, keptFrom);
    const sendable = refused.length === 0 ? undefined : rowsWithout(buffer, refused);
    const found = await sendAll(sendable ? pick(buffer, sendable) : buffer, inTurn);
    for (const { index, reason, detail } of found) {
      refused.push({ index: sendable ? (sendable[index] as number) : index, reason, detail });
    }
    for (const { reason } of refused) metrics.refused.inc({ reason });
    return refused;
  };
}

function rowsWithout({ length }: SampleBuffer, refused: readonly RefusedSample[]): number[] {
  const out = new Set(refused.map(({ index }) => index));
  return Array.from({ length }, (_, row) => row).filter((row) => !out.has(row));
}
