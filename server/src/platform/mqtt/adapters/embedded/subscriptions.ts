// Owns what a client of the embedded broker may hear: its own commands and the host's state, and not too many of them.
import type { AedesOptions, Client } from 'aedes';
import type { PacketFault } from '../../port.ts';
import { refusal } from './rules.ts';
import type { Standing } from './standing.ts';

interface SubscriptionsOptions {
  standingOf(client: Client): Standing | undefined;
  /** Different filters of one connection. */
  limit: number;
  refuse(fault: PacketFault, detail: string, topic: string): void;
}

/** What is refused ends the connection, as a PUBLISH does that is not allowed. */
export function createSubscriptions(options: SubscriptionsOptions): NonNullable<AedesOptions['authorizeSubscribe']> {
  const filters = new WeakMap<Client, Set<string>>();
  return (client, subscription, done) => {
    const { topic } = subscription;
    const standing = options.standingOf(client);
    const known = filters.get(client) ?? new Set();
    filters.set(client, known.add(topic));
    if (standing?.maySubscribe(topic) && known.size <= options.limit) {
      done(null, subscription);
      return;
    }
    const username = standing?.identity.username ?? 'a client that nobody knows';
    const detail =
      known.size > options.limit ? `more than ${options.limit} subscriptions of ${username}` : `not for ${username}`;
    options.refuse('subscription_not_allowed', detail, topic);
    done(refusal(detail));
  };
}
