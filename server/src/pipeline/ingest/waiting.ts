// Owns the batches that fill while others are written, and how much may wait in memory.
import { type Batch, clearBatch, createBatch, type Sender } from './batch.ts';

export interface WaitingLimits {
  /** Rows waiting from which on senders are asked to wait. */
  highRows: number;
  /** Rows waiting beyond which nothing more is taken. */
  maxRows: number;
}

export type Waiting = ReturnType<typeof createWaiting>;

export const isEmpty = (batch: Batch) => batch.openedAt === 0;

export function createWaiting({ highRows, maxRows }: WaitingLimits) {
  const filling = { agent: createBatch('agent'), device: createBatch('device') };
  const spare: Record<Sender, Batch[]> = { agent: [], device: [] };
  /** Readings of devices that were meant for the spool and are still here. */
  let backlog: Batch | undefined;
  let room: PromiseWithResolvers<void> | undefined;

  const deviceRows = () => filling.device.buffer.length + (backlog?.buffer.length ?? 0);
  const rows = () => filling.agent.buffer.length + deviceRows();

  function swap(sender: Sender): Batch {
    const full = filling[sender];
    filling[sender] = spare[sender].pop() ?? createBatch(sender);
    return full;
  }

  function makeRoom(): void {
    room?.resolve();
    room = undefined;
  }

  return {
    /** Where messages of such a sender go now. */
    filling: (sender: Sender): Batch => filling[sender],
    get rows() {
      return rows();
    },
    get isEmpty() {
      return isEmpty(filling.agent) && isEmpty(filling.device) && backlog === undefined;
    },
    hasRoom: () => rows() < maxRows,
    /** What agents may fill while nothing is committed: they keep the rest, and it must not take the devices' room. */
    hasRoomForAgents: () => filling.agent.buffer.length < highRows,
    /** Undefined while there is room; otherwise resolves when there is again. */
    room(): Promise<void> | undefined {
      if (rows() < highRows) return undefined;
      room ??= Promise.withResolvers<void>();
      return room.promise;
    },
    /** Whether devices are ahead of what becomes of their readings. */
    devicesAreMany: () => deviceRows() >= highRows,
    makeRoom,
    /** Everything that waits, the oldest first. */
    take(): Batch[] {
      const taken: Batch[] = backlog ? [backlog] : [];
      backlog = undefined;
      if (!isEmpty(filling.device)) taken.push(swap('device'));
      if (!isEmpty(filling.agent)) taken.push(swap('agent'));
      makeRoom();
      return taken;
    },
    /** What waits of devices; it stays the same batch until it is released. */
    devices(): Batch | undefined {
      if (!backlog && !isEmpty(filling.device)) backlog = swap('device');
      return backlog;
    },
    /** The batch is done with and can be filled again. */
    release(batch: Batch): void {
      if (batch === backlog) backlog = undefined;
      clearBatch(batch);
      spare[batch.sender].push(batch);
    },
  };
}
