// Owns every MQTT topic Takt uses: built and parsed here and nowhere else (Sparkplug B 3.0 §4; DESIGN §5).
import { codeSchema } from '../plant/codes.ts';

export const sparkplugNamespace = 'spBv1.0';
/** Sparkplug host application id of the Takt server. */
export const hostId = 'takt';
export const stateTopic = `${sparkplugNamespace}/STATE/${hostId}`;

export const edgeMessageTypes = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH'] as const;
export type EdgeMessageType = (typeof edgeMessageTypes)[number];
export type CommandType = 'NCMD' | 'DCMD';

export type Topic =
  | { kind: 'node'; type: 'NBIRTH' | 'NDATA' | 'NDEATH' | 'NCMD'; site: string; node: string }
  | { kind: 'device'; type: 'DBIRTH' | 'DDATA' | 'DDEATH' | 'DCMD'; site: string; node: string; machine: string }
  | { kind: 'json'; site: string; machine: string };

export type TopicError = 'not_takt' | 'bad_identifier' | 'bad_message_type';

const nodeTypes: ReadonlySet<string> = new Set(['NBIRTH', 'NDATA', 'NDEATH', 'NCMD']);
const deviceTypes: ReadonlySet<string> = new Set(['DBIRTH', 'DDATA', 'DDEATH', 'DCMD']);

export function isTopicCode(text: string): boolean {
  return codeSchema.safeParse(text).success;
}

/** The site a topic names and the machine where it names one, also of a topic that is otherwise wrong. */
export function originOfTopic(topic: string): { site: string; machine?: string } | undefined {
  const parts = topic.split('/');
  const json = parts[0] === 'takt' && parts[1] === 'v1';
  if (!json && (parts[0] !== sparkplugNamespace || parts[1] === 'STATE')) return undefined;
  const [site = '', machine = ''] = json ? parts.slice(2) : [parts[1], parts[4]];
  if (!isTopicCode(site)) return undefined;
  return isTopicCode(machine) ? { site, machine } : { site };
}

/** Parses a topic a device published to. Identifiers that are no Takt codes (wildcards, control characters, empty) are refused. */
export function parseTopic(topic: string): Topic | TopicError {
  const parts = topic.split('/');
  if (parts[0] === 'takt' && parts[1] === 'v1') return parseJsonTopic(parts);
  if (parts[0] !== sparkplugNamespace || parts[1] === 'STATE') return 'not_takt';
  const [, site = '', type = '', node = '', machine] = parts;
  if (nodeTypes.has(type) && parts.length === 4) {
    if (!isTopicCode(site) || !isTopicCode(node)) return 'bad_identifier';
    return { kind: 'node', type: type as 'NBIRTH', site, node };
  }
  if (deviceTypes.has(type) && parts.length === 5 && machine !== undefined) {
    if (!isTopicCode(site) || !isTopicCode(node) || !isTopicCode(machine)) return 'bad_identifier';
    return { kind: 'device', type: type as 'DDATA', site, node, machine };
  }
  return 'bad_message_type';
}

function parseJsonTopic(parts: string[]): Topic | TopicError {
  const [, , site = '', machine = '', last] = parts;
  if (parts.length !== 5 || last !== 'telemetry') return 'bad_message_type';
  if (!isTopicCode(site) || !isTopicCode(machine)) return 'bad_identifier';
  return { kind: 'json', site, machine };
}

export function nodeTopic(type: 'NBIRTH' | 'NDATA' | 'NDEATH' | 'NCMD', site: string, node: string): string {
  return `${sparkplugNamespace}/${site}/${type}/${node}`;
}

export function deviceTopic(
  type: 'DBIRTH' | 'DDATA' | 'DDEATH' | 'DCMD',
  site: string,
  node: string,
  machine: string,
): string {
  return `${sparkplugNamespace}/${site}/${type}/${node}/${machine}`;
}

export function jsonTopic(site: string, machine: string): string {
  return `takt/v1/${site}/${machine}/telemetry`;
}

/** What the server listens to: one site's messages, or every site's with `+`. */
export function ingestSubscriptions(site: string): string[] {
  return [
    ...edgeMessageTypes.map((type) => `${sparkplugNamespace}/${site}/${type}/${type.startsWith('N') ? '+' : '+/+'}`),
    `takt/v1/${site}/+/telemetry`,
  ];
}
