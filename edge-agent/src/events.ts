// Owns the words in which the log tells what happens in the outbox and on the uplink.
import type { Log } from './log.ts';
import type { OutboxProblem } from './outbox/index.ts';
import type { UplinkEvent } from './uplink/index.ts';

export function logProblem(log: Log, problem: OutboxProblem): void {
  switch (problem.kind) {
    case 'torn_tail':
      log.warn({ path: problem.path, bytes: problem.bytes }, 'cut off an unfinished record of the last run');
      break;
    case 'unreadable_segment':
      log.error({ path: problem.path }, 'a segment of the outbox cannot be read');
      break;
    case 'evicted':
      log.error({ samples: problem.samples }, 'the outbox is full; its oldest readings are given up');
      break;
    case 'disk':
      log.error({ reason: problem.error.message }, 'the disk of the outbox fails');
  }
}

export function logEvent(log: Log, event: UplinkEvent): void {
  switch (event.kind) {
    case 'connected':
      log.info({ bdSeq: event.bdSeq }, 'connected to the broker');
      break;
    case 'born':
      log.info({ reason: event.reason, first: event.first }, 'session born');
      break;
    case 'host':
      log.info({ online: event.state.online }, 'the host tells its state');
      break;
    case 'lost':
      log.warn({ reason: event.reason, retryMs: event.retryMs }, 'connection to the broker lost');
      break;
    case 'refused':
      log.error(
        { reason: event.reason, retryMs: event.retryMs },
        'the broker does not let this agent in; see mqtt.username, mqtt.passwordFile and mqtt.certFile. Readings are kept',
      );
      break;
    case 'ignored':
      log.warn({ topic: event.topic }, 'a message that cannot be understood was ignored');
  }
}
