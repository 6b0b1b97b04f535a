// Owns what is counted of what is told, wherever it is told from.
import type { Metrics } from '../metrics/index.ts';

export function messagesSent(metrics: Metrics) {
  return metrics.counter('takt_live_messages_total', 'Messages sent to rooms', ['event']);
}
