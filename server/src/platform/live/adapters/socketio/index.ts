// Owns the live port where one process is the whole installation: what is told goes to its own sockets.
import type { LivePublisher, LiveServer } from '../../port.ts';
import { messagesSent } from '../../sent.ts';
import { openSockets, type SocketIoOptions } from './sockets.ts';

export function createSocketIoLive(options: SocketIoOptions): LivePublisher & LiveServer {
  const { io, watched, watchedScopes, onWatch, close } = openSockets(options);
  const sent = messagesSent(options.metrics);
  return {
    watched,
    watchedScopes,
    publishValues(scope, values) {
      if (!watched(scope)) return;
      sent.inc({ event: 'values' });
      io.to(scope).emit('values', values);
    },
    publishFacts(scope, facts) {
      if (!watched(scope)) return;
      sent.inc({ event: 'facts' });
      io.to(scope).emit('facts', facts);
    },
    onMissed() {},
    onWatch,
    close,
  };
}
