// Owns a batch: everything that becomes durable together, and what must happen once it is.

import type { Source } from '../../platform/telemetry-store/port.ts';
import { SampleBuffer } from '../../platform/telemetry-store/sample-buffer.ts';
import { extendSpans, type Span } from './spans.ts';

/** Someone who is told up to which offset frames are durable. */
export interface CommitTarget {
  committed(offset: number): void;
}

export interface Batch {
  readonly buffer: SampleBuffer;
  /** When each source's new readings were made. */
  readonly touched: Map<Source, Span[]>;
  readonly commits: Map<CommitTarget, number>;
  /** Wall clock of the first message; 0: empty. */
  openedAt: number;
  durable: PromiseWithResolvers<void> | undefined;
  /** Resolves when there is room again. */
  room: PromiseWithResolvers<void> | undefined;
}

export function createBatch(): Batch {
  return {
    buffer: new SampleBuffer(16_384),
    touched: new Map(),
    commits: new Map(),
    openedAt: 0,
    durable: undefined,
    room: undefined,
  };
}

export function clearBatch(batch: Batch): void {
  batch.buffer.clear();
  batch.touched.clear();
  batch.commits.clear();
  batch.openedAt = 0;
  batch.durable = batch.room = undefined;
}

export function touch(batch: Batch, source: Source, from: number, to: number): void {
  const spans = batch.touched.get(source);
  if (spans) extendSpans(spans, from, to);
  else batch.touched.set(source, [{ from, to }]);
}
