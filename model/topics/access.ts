// Owns what a device may publish and hear by its identity: itself, and nothing of anybody else.
import {
  deviceTopic,
  type EdgeMessageType,
  edgeMessageTypes,
  isTopicCode,
  jsonTopic,
  nodeTopic,
  sparkplugNamespace,
  stateTopic,
} from './topics.ts';

/** What the rules ask of a client of the broker. */
export interface TopicIdentity {
  site: string;
  name: string;
  /** A Sparkplug edge node, or a device that publishes plain JSON. */
  kind: 'node' | 'device';
  /** Machines an edge node may speak of; undefined: all of its site's. */
  machines?: readonly string[] | undefined;
}

/** Whether this topic (of a PUBLISH) or filter (of a SUBSCRIBE) is allowed. */
export type TopicRule = (topic: string) => boolean;

export function mayPublish(identity: TopicIdentity, topic: string): boolean {
  return publishRule(identity)(topic);
}

export function maySubscribe(identity: TopicIdentity, filter: string): boolean {
  return subscribeRule(identity)(filter);
}

/**
 * {@link mayPublish} made ready for one client: a look-up, or a comparison of prefixes, for every message. A JSON device writes its
 * own telemetry; a node its own births, data and deaths and those of its machines.
 */
export function publishRule(identity: TopicIdentity): TopicRule {
  const { site, name, kind, machines } = identity;
  if (!isSpeaker(identity)) return () => false;
  if (kind === 'device') {
    const own = jsonTopic(site, name);
    return (topic) => topic === own;
  }
  const exact = new Set<string>();
  for (const type of ['NBIRTH', 'NDATA', 'NDEATH'] as const) exact.add(nodeTopic(type, site, name));
  for (const machine of machines?.filter(isTopicCode) ?? []) {
    for (const type of edgeMessageTypes) if (isOfMachine(type)) exact.add(deviceTopic(type, site, name, machine));
  }
  if (machines) return (topic) => exact.has(topic);
  // The most frequent first.
  const prefixes = (['DDATA', 'DBIRTH', 'DDEATH'] as const).map((type) => deviceTopic(type, site, name, ''));
  return (topic) => {
    for (const prefix of prefixes) if (topic.startsWith(prefix)) return isCodeFrom(topic, prefix.length);
    return exact.has(topic);
  };
}

/**
 * {@link maySubscribe} made ready for one client. Everybody may hear whether the host is there; a node also its own commands and
 * those to its machines, by `+` or one by one. No other wildcard.
 */
export function subscribeRule(identity: TopicIdentity): TopicRule {
  const { site, name, kind, machines } = identity;
  if (!isSpeaker(identity)) return () => false;
  if (kind === 'device') return (filter) => filter === stateTopic;
  const exact = new Set([stateTopic, nodeTopic('NCMD', site, name), deviceTopic('DCMD', site, name, '+')]);
  const prefix = deviceTopic('DCMD', site, name, '');
  const known = machines && new Set(machines);
  return (filter) => {
    if (exact.has(filter)) return true;
    if (!filter.startsWith(prefix) || !isCodeFrom(filter, prefix.length)) return false;
    return known?.has(filter.slice(prefix.length)) ?? true;
  };
}

/** Topic on which the broker or the node itself says that the node is gone. */
export function deathTopic({ site, name }: TopicIdentity): string {
  return nodeTopic('NDEATH', site, name);
}

/** A name that is no code, or a site that reads as the host's STATE, could reach into foreign topics. */
function isSpeaker({ site, name }: TopicIdentity): boolean {
  return isTopicCode(site) && isTopicCode(name) && `${sparkplugNamespace}/${site}` !== stateNamespace;
}

const stateNamespace = `${sparkplugNamespace}/STATE`;

function isOfMachine(type: EdgeMessageType): type is 'DBIRTH' | 'DDATA' | 'DDEATH' {
  return type.startsWith('D');
}

/** Whether the rest of `text` is one code ({@link isTopicCode}), without cutting it out: this runs for every message. */
function isCodeFrom(text: string, start: number): boolean {
  const length = text.length - start;
  if (length < 1 || length > 64) return false;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    const alphanumeric = (char >= 48 && char <= 57) || (char >= 65 && char <= 90) || (char >= 97 && char <= 122);
    // Dot, dash and underscore, but not first.
    if (!alphanumeric && (at === start || (char !== 46 && char !== 45 && char !== 95))) return false;
  }
  return true;
}
