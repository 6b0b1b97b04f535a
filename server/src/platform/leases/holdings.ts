// Owns what this member holds: the way of each name from gained to given up, its callbacks one after another.
import type { Log } from '../log/index.ts';
import { elapsedMs, type Moment } from './moment.ts';

/**
 * `handed_over`: another member is to hold it. `removed`: there is no such name any more. `taken`: another member took it after it
 * expired. `failed`: what gaining it calls for could not be done. `closed`: this member leaves.
 */
export type LossReason = 'handed_over' | 'removed' | 'taken' | 'failed' | 'closed';
export type LeaseEvent = 'gained' | LossReason;

export interface HoldingsOptions {
  /** Rejects where the name cannot be put to use; then it is released and tried again. */
  onGain(name: string): Promise<void>;
  /** Only after an onGain that succeeded. */
  onLose(name: string): Promise<void>;
  onCount(event: LeaseEvent): void;
  /** A name is over: nothing uses it any more, and its row is to be released. */
  onOver(): void;
  expiryMs: number;
  log: Log;
}

interface Holding {
  renewed: Moment;
  stage: 'held' | 'leaving' | 'over';
  inUse: boolean;
}

export type Holdings = ReturnType<typeof createHoldings>;

export function createHoldings({ onGain, onLose, onCount, onOver, expiryMs, log }: HoldingsOptions) {
  const holdings = new Map<string, Holding>();
  const turns = new Map<string, Promise<void>>();

  /** Calls for one name follow one another. `work` never rejects. */
  function inTurn(name: string, work: () => Promise<void>): void {
    const turn: Promise<void> = (turns.get(name) ?? Promise.resolve()).then(work).finally(() => {
      if (turns.get(name) === turn) turns.delete(name);
    });
    turns.set(name, turn);
  }

  async function begin(name: string, holding: Holding): Promise<void> {
    try {
      await onGain(name);
      holding.inUse = true;
    } catch (error) {
      log.error({ err: error, name }, 'a lease could not be put to use; it is released');
      if (holding.stage !== 'held' || holdings.get(name) !== holding) return;
      holding.stage = 'over';
      onCount('failed');
    }
  }

  async function end(name: string, holding: Holding): Promise<void> {
    if (!holding.inUse) return;
    holding.inUse = false;
    await onLose(name).catch((error: unknown) => log.error({ err: error, name }, 'losing a lease failed'));
  }

  const withStage = (wanted: (stage: Holding['stage']) => boolean) =>
    [...holdings].flatMap(([name, { stage }]) => (wanted(stage) ? name : []));
  const inHand = (name: string) => {
    const holding = holdings.get(name);
    return holding && holding.stage !== 'over' ? holding : undefined;
  };

  return {
    /** From the moment the row is this member's until nothing uses the name any more, or another took it. */
    has: (name: string) => inHand(name) !== undefined,
    /** The row may be this member's, also when it is only still to be released. */
    knows: (name: string) => holdings.has(name),
    /** No other member can have taken it. */
    certain(name: string): boolean {
      const holding = inHand(name);
      return holding !== undefined && elapsedMs(holding.renewed) < expiryMs;
    },
    /** In use or about to be, also while being given up. */
    names: () => withStage((stage) => stage !== 'over'),
    /** To be released. */
    over: () => withStage((stage) => stage === 'over'),
    released(names: readonly string[]): void {
      for (const name of names) holdings.delete(name);
    },
    gain(name: string, renewed: Moment): void {
      const holding: Holding = { renewed, stage: 'held', inUse: false };
      holdings.set(name, holding);
      onCount('gained');
      inTurn(name, () => begin(name, holding));
    },
    renewed(name: string, at: Moment): void {
      const holding = holdings.get(name);
      if (holding) holding.renewed = at;
    },
    /** The row stays this member's until nothing uses the name any more. */
    giveUp(name: string, reason: LossReason): void {
      const holding = holdings.get(name);
      if (holding?.stage !== 'held') return;
      holding.stage = 'leaving';
      onCount(reason);
      inTurn(name, async () => {
        await end(name, holding);
        holding.stage = 'over';
        onOver();
      });
    },
    /** The row is another's. */
    taken(name: string): void {
      const holding = holdings.get(name);
      if (!holding) return;
      holdings.delete(name);
      if (holding.stage === 'over') return;
      if (holding.stage === 'held') onCount('taken');
      inTurn(name, () => end(name, holding));
    },
    /** Resolves when no callback is under way. */
    async idle(): Promise<void> {
      while (turns.size > 0) await Promise.all(turns.values());
    },
  };
}
