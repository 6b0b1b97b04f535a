// Owns the live port where one process is the whole installation: what is told goes to its own sockets.
import type { LivePublisher, LiveServer } from '../../port.ts';
import { roomOf } from '../../rooms.ts';
import { messagesSent } from '../../sent.ts';
import { openSockets, type SocketIoOptions } from './sockets.ts';

export function createSocketIoLive(options: SocketIoOptions): LivePublisher & LiveServer {
  const { io, watched, onWatch, close } = openSockets(options);
  const sent = messagesSent(options.metrics);
  return {
    watched: (feed, scope) => watched[feed].has(scope),
    watchedScopes: (feed) => [...watched[feed]],
    publishValues(scope, values) {
      if (!watched.values.has(scope)) return;
      sent.inc({ event: 'values' });
      io.to(roomOf('values', scope)).emit('values', values);
    },
    publishFacts(scope, facts) {
      if (!watched.facts.has(scope)) return;
      sent.inc({ event: 'facts' });
      io.to(roomOf('facts', scope)).emit('facts', facts);
    },
    onMissed() {},
    onWatch,
    close,
  };
}
