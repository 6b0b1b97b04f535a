// Owns what the embedded broker knows of a client that proved who it is.
import { publishRule, subscribeRule, type TopicRule } from '@takt/model/topics';
import type { DeviceIdentity } from '../../port.ts';

export interface Standing {
  identity: DeviceIdentity;
  mayPublish: TopicRule;
  maySubscribe: TopicRule;
  /** Client id the device gave itself; the broker knows it by its user name. */
  clientId: string;
}

export function standingOf(identity: DeviceIdentity, clientId: string): Standing {
  return { identity, clientId, mayPublish: publishRule(identity), maySubscribe: subscribeRule(identity) };
}
