// Owns what Mosquitto lets a device do, as roles of its dynamic-security plugin. Pure.
import { type EdgeMessageType, edgeMessageTypes, jsonTopic, sparkplugNamespace, stateTopic } from '@takt/model/topics';
import { type CredentialRow, machinesOf } from '../repository.ts';

export interface Acl {
  acltype: 'publishClientSend' | 'publishClientReceive' | 'subscribeLiteral' | 'subscribePattern';
  topic: string;
  allow: true;
}

/** Counts the forms in which rights were written: after a change everybody's are written anew. */
const form = 1;
const ours = 'takt ';

/** Says in the plugin's text of a client that Takt made it, and from what. */
export const markOf = ({ revision }: Pick<CredentialRow, 'revision'>): string => `${ours}${form} ${revision}`;
/** Told before a change of the form; its password is the same. */
export const sameRevision = (mark: string | undefined, { revision }: Pick<CredentialRow, 'revision'>): boolean =>
  isOurs(mark) && mark?.endsWith(` ${revision}`) === true;
export const isOurs = (mark: string | undefined): boolean => mark?.startsWith(ours) === true;

export const roleOf = (username: string): string => `takt/${username}`;

/** What everybody may: see whether the host is there. */
export const everybody = {
  rolename: 'takt-device',
  acls: [allow('subscribeLiteral', stateTopic), allow('publishClientReceive', stateTopic)],
};

/** What no role allows is refused; leaving what one has subscribed is everybody's right. */
export const defaultAccess = [
  { acltype: 'publishClientSend', allow: false },
  { acltype: 'publishClientReceive', allow: false },
  { acltype: 'subscribe', allow: false },
  { acltype: 'unsubscribe', allow: true },
] as const;

export function aclsOf(row: Pick<CredentialRow, 'site' | 'name' | 'kind' | 'machines'>): Acl[] {
  const { site, name, kind } = row;
  if (kind === 'device') return [allow('publishClientSend', jsonTopic(site, name))];
  const machines = machinesOf(row) ?? ['+'];
  const topicsOf = (type: EdgeMessageType) => {
    const topic = `${sparkplugNamespace}/${site}/${type}/${name}`;
    return type.startsWith('N') ? [topic] : machines.map((machine) => `${topic}/${machine}`);
  };
  const commands = (type: 'NCMD' | 'DCMD') => `${sparkplugNamespace}/${site}/${type}/${name}`;
  return [
    ...edgeMessageTypes.flatMap(topicsOf).map((topic) => allow('publishClientSend', topic)),
    allow('subscribeLiteral', commands('NCMD')),
    allow('subscribePattern', `${commands('DCMD')}/+`),
    allow('publishClientReceive', commands('NCMD')),
    allow('publishClientReceive', `${commands('DCMD')}/+`),
  ];
}

function allow(acltype: Acl['acltype'], topic: string): Acl {
  return { acltype, topic, allow: true };
}

/** User name by which Mosquitto knows who comes with a certificate (use_subject_as_username): its subject, RFC 2253. */
export function subjectOf(username: string, serial: string): string {
  return `serialNumber=${serial},CN=${username}`;
}
