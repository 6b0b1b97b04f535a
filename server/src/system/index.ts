// Owns what the server says of itself: name, version, time, and how far a demonstration's history has come.
import type { Handlers } from '../platform/http/handler.ts';
import { done, refuse } from '../platform/outcome.ts';
import { version } from '../platform/version.ts';

export function systemRoutes(options: {
  demonstration: boolean;
  clock: () => number;
}): Handlers<'about' | 'demonstration.progress'> {
  let history: { done: number; total: number } | null = null;
  return {
    about: async () =>
      done({ name: 'takt', version, demonstration: options.demonstration, now: options.clock(), history }),
    'demonstration.progress': async ({ body }) => {
      if (!options.demonstration) return refuse('not_found', 'this server does not run as a demonstration');
      history = body.done >= body.total ? null : body;
      return done(undefined);
    },
  };
}
