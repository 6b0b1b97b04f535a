// Owns remembering what topics mean: devices publish to the same few for ever, and parsing one costs more than a message.
import { parseTopic, type Topic, type TopicError } from '@takt/model/topics';
import type { Source } from '../../platform/telemetry-store/port.ts';

export type KnownTopic = { topic: Topic; source: Source } | { topic: TopicError };

/** A client that invents topics makes the table start anew, not grow. */
const maxTopics = 50_000;

export function createTopicTable(): (text: string) => KnownTopic {
  const known = new Map<string, KnownTopic>();
  return (text) => {
    let found = known.get(text);
    if (!found) {
      if (known.size >= maxTopics) known.clear();
      found = understand(text);
      known.set(text, found);
    }
    return found;
  };
}

function understand(text: string): KnownTopic {
  const topic = parseTopic(text);
  if (typeof topic === 'string') return { topic };
  return { topic, source: `${topic.site}/${topic.kind === 'node' ? topic.node : topic.machine}` };
}
