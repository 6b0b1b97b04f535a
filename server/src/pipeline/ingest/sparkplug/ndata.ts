// Owns NDATA: readings of the edge node itself, which then is a machine like any other (Sparkplug 3.0 §6.4.21).
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import { takeData } from './data.ts';
import { followsInSequence } from './session.ts';

/**
 * [tck-id-topics-ndata-seq-num], [tck-id-payloads-sequence-num-always-included]. Readings of the node itself carry no offset, so no commit
 * covers them.
 */
export function handleNodeData(context: SparkplugContext, message: SparkplugMessage): void {
  const { session } = message;
  if (!session.alive) {
    session.broken = true;
    context.commands.askRebirth(session, 'unknown_node');
  } else if (!followsInSequence(session, context.reader.seq)) {
    session.broken = true;
    context.commands.askRebirth(session, 'sequence_gap');
  }
  if (takeData(context, message, 'device').unknownAlias) {
    session.broken = true;
    context.commands.askRebirth(session, 'unknown_alias');
  }
}
