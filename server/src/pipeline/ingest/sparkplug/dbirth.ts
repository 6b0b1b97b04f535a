// Owns DBIRTH: a machine behind an edge node announces its signals (Sparkplug 3.0 §6.4.20).
import { learnBirth } from './births.ts';
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import { followsInSequence } from './session.ts';

/**
 * [tck-id-message-flow-device-birth-publish-nbirth-wait] the node must be born first; [tck-id-topics-dbirth-seq] its seq continues the node's.
 * What the birth teaches is learnt in any case: it helps to read what follows.
 */
export function handleDeviceBirth(context: SparkplugContext, message: SparkplugMessage): void {
  const { session, source } = message;
  if (!session.alive) {
    session.broken = true;
    context.commands.askRebirth(session, 'unknown_node');
  } else if (!followsInSequence(session, context.reader.seq)) {
    session.broken = true;
    context.commands.askRebirth(session, 'sequence_gap');
  }
  session.devices.set(source.machine, source);
  learnBirth(context, message);
}
