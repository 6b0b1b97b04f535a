// Owns the way of a Sparkplug message: read, its session and source found, handed to the one handler of its type.
import { isProtocolMetric, PayloadReader } from '@takt/model/sparkplug';
import type { EdgeMessageType, Topic } from '@takt/model/topics';
import type { InboundMessage } from '../../../platform/mqtt/port.ts';
import type { Source } from '../../../platform/telemetry-store/port.ts';
import type { Sender } from '../batch.ts';
import type { MessageKind } from '../counters.ts';
import { answerTo } from '../flusher.ts';
import type { KeptMessage } from '../message-ring.ts';
import type { Refused } from '../records/refused.ts';
import type { SourceState } from '../sources.ts';
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import { showData } from './data.ts';
import { handleDeviceBirth } from './dbirth.ts';
import { handleDeviceData } from './ddata.ts';
import { handleDeviceDeath } from './ddeath.ts';
import { handleNodeBirth } from './nbirth.ts';
import { handleNodeData } from './ndata.ts';
import { handleNodeDeath } from './ndeath.ts';
import type { AliasTable, Session } from './session.ts';

export { createCommands } from './commands.ts';
export { createSessions } from './sessions.ts';

type EdgeTopic = Exclude<Topic, { kind: 'json' }>;

const handlers: Record<EdgeMessageType, (context: SparkplugContext, message: SparkplugMessage) => void> = {
  NBIRTH: handleNodeBirth,
  NDATA: handleNodeData,
  NDEATH: handleNodeDeath,
  DBIRTH: handleDeviceBirth,
  DDATA: handleDeviceData,
  DDEATH: handleDeviceDeath,
};

export function createSparkplug(parts: Omit<SparkplugContext, 'reader'> & { refused: Refused }) {
  const { refused, ...rest } = parts;
  const context: SparkplugContext = { ...rest, reader: new PayloadReader() };
  const shower = new PayloadReader();
  const { reader, sources, sessions, flusher, counters } = context;

  /** Births and deaths take in anything; without room data waits in the outbox of whoever has one. */
  function turnAway(session: Session, type: EdgeMessageType, sender: Sender): boolean {
    if ((type !== 'DDATA' && type !== 'NDATA') || flusher.hasRoom(sender)) return false;
    if (sender === 'agent') session.broken = true;
    else counters.lost(reader.count);
    return true;
  }

  /** Whose message it is. A device that finds the pending list full is stored all the same: its frames are part of a sequence. */
  function sourceOf(topic: EdgeTopic, source: Source, message: InboundMessage, now: number): SourceState | undefined {
    const machine = topic.kind === 'node' ? topic.node : topic.machine;
    if (!isDeath(topic.type) && (topic.kind === 'device' || hasOwnSignals(reader))) {
      const admission = sources.admit(topic.site, machine, source, now);
      if (admission.ok) return admission.source;
      refused.keep({ ...message, reason: admission.reason, detail: `${admission.detail}; stored, but not listed` });
    }
    return sources.quiet(topic.site, machine, source);
  }

  return {
    /** Answers as an {@link InboundHandler} does. */
    take(topic: EdgeTopic, name: Source, message: InboundMessage, now: number): Promise<void> | undefined {
      const { topic: text, payload } = message;
      const type = topic.type as EdgeMessageType;
      if (!Object.hasOwn(handlers, type)) {
        refused.keep({ topic: text, reason: 'not_allowed', detail: 'commands are no telemetry', payload });
        return undefined;
      }
      counters.message(type.toLowerCase() as MessageKind);
      const fault = reader.read(payload);
      if (fault) {
        refused.keep({
          topic: text,
          reason: 'malformed_protobuf',
          detail: `${fault.error} at byte ${fault.at}`,
          payload,
        });
        return undefined;
      }
      const session = sessions.of(topic.site, topic.node, message.client, now);
      if (!session) {
        refused.keep({ topic: text, reason: 'too_many_nodes', detail: 'too many edge nodes at once', payload });
        return undefined;
      }
      const sender = type === 'DDATA' && session.epoch !== undefined ? 'agent' : 'device';
      if (turnAway(session, type, sender)) return flusher.room();
      const source = sourceOf(topic, name, message, now);
      if (!source) {
        session.broken = true;
        refused.keep({ topic: text, reason: 'too_many_devices', detail: 'too many unlisted devices', payload });
        return undefined;
      }
      handlers[type](context, { session, source, topic: text, payload, now });
      if (type === 'DDATA' || type === 'NDATA') source.messages.keep(text, payload, now, session.aliases);
      return answerTo(flusher, message, sender);
    },
    /** The readings of a message kept earlier. */
    show({ payload, context: aliases, receivedAt }: KeptMessage) {
      if (!payload || shower.read(payload)) return [];
      return showData(shower, aliases as AliasTable, receivedAt);
    },
  };
}

function isDeath(type: EdgeTopic['type']): boolean {
  return type === 'NDEATH' || type === 'DDEATH';
}

/** Whether a node message carries more than the protocol's metrics: then the node is a machine like any other. */
function hasOwnSignals(reader: PayloadReader): boolean {
  for (let index = 0; index < reader.count; index++) {
    const { name } = reader.metric(index);
    if (name === undefined || !isProtocolMetric(name)) return true;
  }
  return false;
}
