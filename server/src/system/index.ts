// Owns what the server says of itself: name, version, time, and how far a demonstration's history has come.
import type { Handlers } from '../platform/http/handler.ts';
import { done, refuse } from '../platform/outcome.ts';
import { version } from '../platform/version.ts';

export interface SystemOptions {
  demonstration: boolean;
  clock: () => number;
  /** Stored time not folded into facts yet, ms. */
  backlogMs: () => number;
}

export function systemRoutes({
  demonstration,
  clock,
  backlogMs,
}: SystemOptions): Handlers<'about' | 'demonstration.progress'> {
  const history = createHistory(backlogMs);
  return {
    about: async () => done({ name: 'takt', version, demonstration, now: clock(), history: history.progress() }),
    'demonstration.progress': async ({ body }) => {
      if (!demonstration) return refuse('not_found', 'this server does not run as a demonstration');
      history.delivered(body);
      return done(undefined);
    },
  };
}

/** Delivering is one half of the way, folding the other. */
function createHistory(backlogMs: () => number) {
  let delivery: { done: number; total: number } | undefined;
  let peakMs = 0;
  return {
    delivered(progress: { done: number; total: number }): void {
      delivery = progress;
      peakMs = 0;
    },
    progress(): { done: number; total: number } | null {
      if (!delivery) return null;
      const { done: delivered, total } = delivery;
      if (delivered < total) return { done: delivered / 2, total };
      const left = backlogMs();
      peakMs = Math.max(peakMs, left);
      if (left > 0) return { done: total / 2 + (total / 2) * (1 - left / peakMs), total };
      delivery = undefined;
      return null;
    },
  };
}
