// Owns a batch: everything of one kind of sender that becomes durable together, and what must happen once it is.

import type { Source } from '../../platform/telemetry-store/port.ts';
import { SampleBuffer } from '../../platform/telemetry-store/sample-buffer.ts';
import { extendSpans, type Span } from './spans.ts';

/** `agent`: keeps what it sent in an outbox until the commit. `device`: keeps nothing, or no longer than to the PUBACK. */
export type Sender = 'agent' | 'device';

/** Someone who is told up to which offset frames are durable. */
export interface CommitTarget {
  committed(offset: number): void;
}

export interface Batch {
  readonly sender: Sender;
  readonly buffer: SampleBuffer;
  /** When each source's new readings were made. */
  readonly touched: Map<Source, Span[]>;
  readonly commits: Map<CommitTarget, number>;
  /** When the first message came, by `performance.now()`; 0: empty. */
  openedAt: number;
  durable: PromiseWithResolvers<void> | undefined;
  /** Its readings are durable in the spool, whatever becomes of them in the store. */
  spooled: boolean;
}

export function createBatch(sender: Sender): Batch {
  return {
    sender,
    buffer: new SampleBuffer(16_384),
    touched: new Map(),
    commits: new Map(),
    openedAt: 0,
    durable: undefined,
    spooled: false,
  };
}

/** Something has come that is to become durable. */
export function open(batch: Batch): Batch {
  if (batch.openedAt === 0) batch.openedAt = performance.now();
  return batch;
}

export function clearBatch(batch: Batch): void {
  batch.buffer.clear();
  batch.touched.clear();
  batch.commits.clear();
  batch.openedAt = 0;
  batch.durable = undefined;
  batch.spooled = false;
}

export function touch(batch: Pick<Batch, 'touched'>, source: Source, from: number, to: number): void {
  const spans = batch.touched.get(source);
  if (spans) extendSpans(spans, from, to);
  else batch.touched.set(source, [{ from, to }]);
}

/** The batch is durable: whoever waits for that is told. */
export function keepPromises({ commits, durable }: Batch): void {
  for (const [target, offset] of commits) target.committed(offset);
  durable?.resolve();
}
