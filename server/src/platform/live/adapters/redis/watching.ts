// Owns what the processes with sockets and those that publish say to each other: soft state, said again and again and kept nowhere.
import { z } from 'zod';
import { prefix } from '../../../redis/index.ts';

/** All that is watched at one process. */
export const watchingSchema = z.object({
  server: z.string(),
  /** Another one: messages may not have come through to it before. */
  session: z.string(),
  /** Scopes whose values somebody is told there. */
  values: z.array(z.string()),
  /** Scopes of whose facts somebody is told there. */
  facts: z.array(z.string()),
});
export type Watching = z.infer<typeof watchingSchema>;

export const channels = {
  /** On the bus: `Watching`. */
  watching: 'live.watching',
  /** On the bus: asks all to say what is watched. */
  who: 'live.who',
  /** Of socket.io: what its rooms' channels start with. */
  rooms: `${prefix}:live`,
} as const;
