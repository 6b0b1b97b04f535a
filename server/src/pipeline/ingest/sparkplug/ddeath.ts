// Owns DDEATH: an edge node lost sight of a machine (Sparkplug 3.0 §6.4.26).
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import { followsInSequence } from './session.ts';

/** [tck-id-topics-ddeath-seq-num] takes its number in the node's sequence. Changes who can be heard, never telemetry. */
export function handleDeviceDeath(context: SparkplugContext, { session, source }: SparkplugMessage): void {
  if (!session.alive) {
    context.counters.staleDeath();
    return;
  }
  if (!followsInSequence(session, context.reader.seq)) {
    session.broken = true;
    context.commands.askRebirth(session, 'sequence_gap');
  }
  session.devices.delete(source.machine);
  context.latest.gone(source.latest);
}
